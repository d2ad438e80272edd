package org.bailiwick.proxy;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bailiwick.contract.problem.Problem;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.proxy.rules.ProxyAnswer;
import org.bailiwick.proxy.rules.Refusals;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Handles the agent's requests: checks path and body, runs the operation, and logs one line. */
final class ProxyExchange extends Handler.Abstract {
  private static final int MAX_BODY = 256 * 1024;
  private static final int OK = 200;
  private static final int NO_CONTENT = 204;

  /**
   * The operation at a path: its method, and its action on the body.
   *
   * @param isLogged false for what is asked every few seconds and uses nothing of the agent
   */
  record Operation(String method, Action action, boolean isLogged) {
    Operation(String method, Action action) {
      this(method, action, true);
    }
  }

  /** An operation on the order's id in the path (empty if there is none) and the body. */
  @FunctionalInterface
  interface Action {
    ProxyAnswer use(String id, String body);
  }

  /** A request's path, with {@code {id}} in place of an order's id. */
  private record RequestPath(String template, String id) {
    private static final Pattern ORDER =
        Pattern.compile("/v1/orders/([A-Za-z0-9_-]{32})/(answer|calls)");

    static RequestPath of(String path) {
      Matcher order = ORDER.matcher(path);
      return order.matches()
          ? new RequestPath("/v1/orders/{id}/" + order.group(2), order.group(1))
          : new RequestPath(path, "");
    }

    /** The name of the operation in the log, without an order's id. */
    String use() {
      return template.substring("/v1/".length()).replace("{id}/", "");
    }
  }

  /** The operation of a request by its name in the log, and where its line goes. */
  private record Use(String name, Consumer<String> log) {}

  private final Map<String, Operation> operations;
  private final Consumer<String> log;

  ProxyExchange(Map<String, Operation> operations, Consumer<String> log) {
    this.operations = Map.copyOf(operations);
    this.log = log;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String path = request.getHttpURI().getPathQuery(); // null for CONNECT
    RequestPath requestPath = RequestPath.of(path == null ? "" : path);
    Use use = use(requestPath);
    try {
      Operation operation = operation(requestPath, request, response);
      answer(operation.action().use(requestPath.id(), body(request)), use, response, callback);
    } catch (ProblemException e) {
      refuse(response, callback, use, e);
    } catch (RuntimeException e) {
      refuse(
          response,
          callback,
          use,
          new ProblemException(ProblemType.INTERNAL, "unexpected", "The proxy failed", e));
    }
    return true;
  }

  private Use use(RequestPath requestPath) {
    Operation known = operations.get(requestPath.template());
    if (known == null) {
      return new Use("none", log);
    }
    return new Use(requestPath.use(), known.isLogged() ? log : line -> {});
  }

  private void answer(ProxyAnswer made, Use use, Response response, Callback callback) {
    if (made.equals(ProxyAnswer.NOTHING)) {
      response.setStatus(NO_CONTENT);
      callback.succeeded();
      return;
    }
    use.log().accept("use=%s %s".formatted(use.name(), made.line()));
    Callback written = Callback.from(callback::succeeded, broken -> lost(made, callback, broken));
    write(response, written, new Answer(OK, "application/json", made.answer()));
  }

  private static void lost(ProxyAnswer made, Callback callback, Throwable broken) {
    made.lost().run();
    callback.failed(broken);
  }

  private Operation operation(RequestPath requestPath, Request request, Response response) {
    Operation operation = operations.get(requestPath.template());
    if (operation == null) {
      throw new ProblemException(ProblemType.NOT_FOUND, "path", "No operation is at this path");
    }
    if (!operation.method().equals(request.getMethod())) {
      response.getHeaders().put(HttpHeader.ALLOW, operation.method());
      throw new ProblemException(
          ProblemType.METHOD_NOT_ALLOWED, "method", "This path needs " + operation.method());
    }
    return operation;
  }

  private static String body(Request request) {
    try (InputStream in = Content.Source.asInputStream(request)) {
      byte[] bytes = in.readNBytes(MAX_BODY + 1);
      if (bytes.length > MAX_BODY) {
        throw new ProblemException(
            ProblemType.REQUEST_TOO_LARGE, "body-size", "The request is larger than 256 KiB");
      }
      requireJson(request, bytes.length);
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw Refusals.malformed("body-utf-8", "The body is not UTF-8");
    } catch (IOException e) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST, "body-broken-off", "The body is incomplete", e);
    }
  }

  private static void requireJson(Request request, int length) {
    String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    boolean json = type != null && type.split(";", 2)[0].strip().equals("application/json");
    if (length > 0 && !json) {
      throw new ProblemException(
          ProblemType.UNSUPPORTED_MEDIA_TYPE, "media-type", "The body must be application/json");
    }
  }

  private void refuse(Response response, Callback callback, Use use, ProblemException refusal) {
    Problem problem = refusal.problem(URI.create("urn:uuid:" + UUID.randomUUID()));
    use.log()
        .accept(
            "use=%s refused=%s check=%s instance=%s%s"
                .formatted(
                    use.name(),
                    refusal.type().slug(),
                    refusal.check(),
                    problem.instance(),
                    cause(refusal)));
    refusal
        .retryAfter()
        .ifPresent(wait -> response.getHeaders().put(HttpHeader.RETRY_AFTER, wait.toSeconds()));
    JsonObject document = Json.createObjectBuilder(problem.members()).build();
    write(response, callback, new Answer(refusal.type().status(), Problem.MEDIA_TYPE, document));
  }

  /** The cause for the log, if the proxy itself failed. */
  private static String cause(ProblemException refusal) {
    return Optional.ofNullable(refusal.getCause())
        .filter(cause -> refusal.type() == ProblemType.INTERNAL)
        .map(cause -> " cause=" + cause.getClass().getName())
        .orElse("");
  }

  private record Answer(int status, String type, JsonObject body) {}

  private static void write(Response response, Callback callback, Answer answer) {
    response.setStatus(answer.status());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.type());
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    Content.Sink.write(response, true, answer.body().toString(), callback);
  }
}
