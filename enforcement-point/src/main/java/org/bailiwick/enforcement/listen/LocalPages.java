package org.bailiwick.enforcement.listen;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bailiwick.enforcement.decide.CheckAnswer;
import org.bailiwick.enforcement.decide.CheckRequest;
import org.bailiwick.enforcement.decide.Enforcer;
import org.bailiwick.listener.HttpListener;
import org.bailiwick.policy.authzen.AnswerWriter;
import org.bailiwick.policy.authzen.BadQuestionException;
import org.bailiwick.policy.authzen.EvaluationBatch;
import org.bailiwick.policy.authzen.Evaluator;
import org.bailiwick.policy.authzen.QuestionReader;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Answers {@code /check/<application>} for nginx, {@code /access/v1/evaluation} and {@code
 * /access/v1/evaluations} (AuthZEN) also below {@code /<application>}, {@code /health} and {@code
 * /metrics}.
 */
public final class LocalPages extends Handler.Abstract {
  private static final Logger LOG = System.getLogger(LocalPages.class.getName());
  private static final String JSON = "application/json";
  private static final String PLAIN = "text/plain;charset=utf-8";
  private static final String NAME = "([a-z][a-z0-9-]{0,30})";
  private static final Pattern CHECK = Pattern.compile("/check/" + NAME);
  private static final Pattern AUTHZEN =
      Pattern.compile("(?:/" + NAME + ")?/access/v1/(evaluations?)");
  private static final int LONGEST_BODY = 512 * 1024;
  private static final Duration BODY_TIME = Duration.ofSeconds(10);
  private static final int LONGEST_ID = 256;
  private static final int OK = 200;
  private static final int NO_CONTENT = 204;
  private static final int BAD_REQUEST = 400;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int NOT_ALLOWED = 405;
  private static final int TOO_LARGE = 413;
  private static final int UNSUPPORTED = 415;
  private static final int FAULT = 500;
  private static final int UNAVAILABLE = 503;

  /** How the process is. */
  public interface Watch {
    /** Why it denies everything now, or a part does not work; empty if it is well. */
    Map<String, String> faults();

    /** More about it. */
    Map<String, String> facts();

    /** The metrics in the text format of Prometheus. */
    String metrics();
  }

  private record Page(int status, String type, String text, Map<String, String> headers) {
    Page(int status, String type, String text) {
      this(status, type, text, Map.of());
    }
  }

  private final Enforcer enforcer;
  private final Supplier<Optional<String>> application;
  private final Watch watch;

  /**
   * Pages.
   *
   * @param application the one about which a question without a name is
   */
  public LocalPages(Enforcer enforcer, Supplier<Optional<String>> application, Watch watch) {
    this.enforcer = enforcer;
    this.application = application;
    this.watch = watch;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String path = request.getHttpURI().getPathQuery(); // null for CONNECT
    Matcher authzen = AUTHZEN.matcher(path == null ? "" : path);
    if (authzen.matches() && "POST".equals(request.getMethod())) {
      evaluate(request, response, callback, authzen);
    } else {
      write(response, callback, page(request, path == null ? "" : path, authzen.matches()));
    }
    return true;
  }

  private Page page(Request request, String path, boolean isAuthzen) {
    if (isAuthzen) {
      return new Page(NOT_ALLOWED, PLAIN, "POST only\n", Map.of("Allow", "POST"));
    }
    Matcher check = CHECK.matcher(path);
    boolean known =
        check.matches() || List.of("/health", "/health/live", "/metrics").contains(path);
    if (!known) {
      return new Page(NOT_FOUND, PLAIN, "not found\n");
    }
    if (!"GET".equals(request.getMethod())) {
      return new Page(NOT_ALLOWED, PLAIN, "GET only\n", Map.of("Allow", "GET"));
    }
    return switch (path) {
      case "/health" -> health(watch.faults());
      case "/health/live" -> health(Map.of());
      case "/metrics" -> new Page(OK, "text/plain; version=0.0.4; charset=utf-8", watch.metrics());
      default -> check(request, check.group(1));
    };
  }

  private Page health(Map<String, String> faults) {
    Map<String, Object> answer =
        Map.of(
            "status", faults.isEmpty() ? "UP" : "DOWN", "faults", faults, "facts", watch.facts());
    return new Page(faults.isEmpty() ? OK : UNAVAILABLE, JSON, AnswerWriter.document(answer));
  }

  private static Function<String, List<String>> headers(Request request) {
    return name -> request.getHeaders().getValuesList(name);
  }

  /** The method and target are those of the request that nginx asks about. */
  private Page check(Request request, String name) {
    List<String> method = request.getHeaders().getValuesList("X-Original-Method");
    List<String> target = request.getHeaders().getValuesList("X-Original-URI");
    CheckAnswer verdict =
        enforcer.check(new CheckRequest(name, only(method), only(target), headers(request)));
    String reasons = String.join(" ", verdict.reasons());
    if (verdict.permitted()) {
      return new Page(
          NO_CONTENT,
          PLAIN,
          "",
          Map.of("X-Reason", reasons, "X-Subject", verdict.subject().orElse("")));
    }
    return new Page(FORBIDDEN, PLAIN, reasons + "\n", Map.of("X-Reason", reasons));
  }

  /** What nginx sets once; nothing that can be read if a client has added another. */
  private static String only(List<String> lines) {
    return lines.size() == 1 ? lines.getFirst() : "";
  }

  private void evaluate(Request request, Response response, Callback callback, Matcher path) {
    Optional<String> name = Optional.ofNullable(path.group(1)).or(application);
    String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase(JSON)) {
      write(response, callback, fault(UNSUPPORTED, "The body must be application/json."));
      return;
    }
    if (name.isEmpty()) {
      write(response, callback, fault(NOT_FOUND, "Which application is asked about is not said."));
      return;
    }
    boolean batch = path.group(2).endsWith("s");
    Evaluator evaluator = enforcer.evaluator(name.get(), headers(request));
    Scheduler.Task limit = HttpListener.limitBody(request, BODY_TIME);
    Content.Source.asByteArrayAsync(
        request,
        LONGEST_BODY,
        Promise.Invocable.from(
            Invocable.InvocationType.BLOCKING,
            (body, failure) -> {
              boolean unused = limit.cancel();
              Page page = failure == null ? answered(body, batch, evaluator) : unread(failure);
              write(response, callback, with(request, page));
            }));
  }

  private static Page answered(byte[] body, boolean batch, Evaluator evaluator) {
    try {
      if (!batch) {
        return new Page(
            OK, JSON, AnswerWriter.evaluation(evaluator.answer(QuestionReader.evaluation(body))));
      }
      EvaluationBatch questions = QuestionReader.evaluations(body);
      return new Page(OK, JSON, AnswerWriter.evaluations(questions, questions.answers(evaluator)));
    } catch (BadQuestionException e) {
      return fault(BAD_REQUEST, e.getMessage());
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "a question failed", e);
      return fault(FAULT, "The question could not be answered.");
    }
  }

  private static Page unread(Throwable failure) {
    return failure instanceof IllegalStateException || isTooLong(failure)
        ? fault(TOO_LARGE, "The body has more than " + LONGEST_BODY + " octets.")
        : fault(BAD_REQUEST, "The body did not come.");
  }

  private static boolean isTooLong(Throwable failure) {
    return failure.getCause() instanceof IllegalStateException;
  }

  private static Page fault(int status, String message) {
    return new Page(status, JSON, AnswerWriter.fault(message));
  }

  /** The request's id, if it has one that can be repeated (AuthZEN section 10.1.3). */
  private static Page with(Request request, Page page) {
    String id = request.getHeaders().get("X-Request-ID");
    return id == null || id.length() > LONGEST_ID || !id.matches("[\\x21-\\x7e]+")
        ? page
        : new Page(page.status(), page.type(), page.text(), Map.of("X-Request-ID", id));
  }

  private static void write(Response response, Callback callback, Page page) {
    response.setStatus(page.status());
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    page.headers().forEach(response.getHeaders()::put);
    if (page.status() == NO_CONTENT) {
      callback.succeeded();
      return;
    }
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, page.type());
    response.write(true, ByteBuffer.wrap(page.text().getBytes(StandardCharsets.UTF_8)), callback);
  }
}
