package org.bailiwick.node.request;

import java.util.function.UnaryOperator;

/**
 * What the node knows of the request that the current thread serves: its id, its operation ("POST
 * /v1/agents") and who asks, once authenticated. Bound to the thread by {@link RequestIdFilter};
 * work that goes on in another thread is wrapped with {@link #carry}.
 */
public final class RequestContext {
  private static final RequestContext NONE = new RequestContext("none", "none");
  private static final ThreadLocal<RequestContext> CURRENT = new ThreadLocal<>();

  private final String id;
  private final String operation;
  private volatile String subject = "anonymous";

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
    RequestContext context = CURRENT.get();
    if (context != null) {
      context.subject = subject;
    }
  }

  /** The same work, to be run in another thread on behalf of this thread's request. */
  public static Runnable carry(Runnable work) {
    return carrier().apply(work);
  }

  /** As {@link #carry}, for work that is not known yet: it all belongs to this thread's request. */
  public static UnaryOperator<Runnable> carrier() {
    RequestContext context = current();
    return work ->
        () -> {
          RequestContext before = CURRENT.get();
          CURRENT.set(context);
          try {
            work.run();
          } finally {
            restore(before);
          }
        };
  }

  static void enter(RequestContext context) {
    CURRENT.set(context);
  }

  static void leave() {
    CURRENT.remove();
  }

  private static RequestContext current() {
    RequestContext context = CURRENT.get();
    return context == null ? NONE : context;
  }

  private static void restore(RequestContext before) {
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
