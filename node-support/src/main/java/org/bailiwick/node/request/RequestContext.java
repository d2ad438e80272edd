package org.bailiwick.node.request;

import java.lang.ref.WeakReference;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The context of the request that the current thread serves: its id, its operation ("POST
 * /v1/agents"), its address, and its peer once authenticated. Bound to the thread by {@link
 * RequestIdFilter}; work that goes on in another thread is wrapped by {@link #carrier}.
 */
public final class RequestContext {
  private static final RequestContext NONE = new RequestContext("none", "none");

  /**
   * Weak references, since a suspended request leaves its thread without a call of {@link #leave}.
   * The server's threads outlive the application, and a strong reference would keep it in memory.
   */
  private static final ThreadLocal<WeakReference<RequestContext>> CURRENT = new ThreadLocal<>();

  private final String id;
  private final String operation;
  private volatile String subject = "anonymous";
  private volatile String source = "unknown";
  private volatile boolean proved;
  private volatile boolean released;

  RequestContext(String id, String operation) {
    this.id = id;
    this.operation = operation;
  }

  /** The id of the thread's request, or "none" outside of one. */
  public static String currentId() {
    return current().id;
  }

  /** Method and path, or "none" outside of a request. */
  public static String currentOperation() {
    return current().operation;
  }

  /** The authenticated caller's identifier, or "anonymous". */
  public static String currentSubject() {
    return current().subject;
  }

  /** Names the caller; only the code that authenticated it may call this. */
  public static void identify(String subject) {
    RequestContext context = ofThread();
    if (context != null) {
      context.subject = subject;
      context.proved = true;
    }
  }

  /**
   * Names a caller that was not authenticated, for instance by its own key, for audit rows. The
   * caller still counts as unknown.
   */
  public static void describe(String subject) {
    RequestContext context = ofThread();
    if (context != null && !context.proved) {
      context.subject = subject;
    }
  }

  /** Sets the source address of the request. */
  public static void comesFrom(String source) {
    RequestContext context = ofThread();
    if (context != null) {
      context.source = source;
    }
  }

  /** The source address of an unknown caller; empty for a known one or outside of a request. */
  public static Optional<String> sourceOfUnknown() {
    RequestContext context = ofThread();
    return context == null || context == NONE || context.proved
        ? Optional.empty()
        : Optional.of(context.source);
  }

  /** Wraps tasks so that they run in the context of this thread's request, in any thread. */
  public static UnaryOperator<Runnable> carrier() {
    return carrier(current());
  }

  /**
   * Wraps tasks that run under this id without a request, for example a job that a node resumes.
   */
  public static UnaryOperator<Runnable> carrier(String id) {
    return carrier(new RequestContext(id, NONE.operation));
  }

  private static UnaryOperator<Runnable> carrier(RequestContext context) {
    return work ->
        () -> {
          WeakReference<RequestContext> before = CURRENT.get();
          enter(context);
          try {
            work.run();
          } finally {
            restore(before);
          }
        };
  }

  /** The context of this thread's request, or one of no request. */
  static RequestContext current() {
    RequestContext context = ofThread();
    return context == null ? NONE : context;
  }

  /** Notes that the server has ended the request, so that nothing may be asked of it any more. */
  void release() {
    released = true;
  }

  boolean isReleased() {
    return released;
  }

  /** Binds the thread to a context, which the caller must keep reachable during the request. */
  static void enter(RequestContext context) {
    CURRENT.set(new WeakReference<>(context));
  }

  static void leave() {
    CURRENT.remove();
  }

  private static RequestContext ofThread() {
    WeakReference<RequestContext> bound = CURRENT.get();
    return bound == null ? null : bound.get();
  }

  private static void restore(WeakReference<RequestContext> before) {
    if (before == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(before);
    }
  }

  String id() {
    return id;
  }
}
