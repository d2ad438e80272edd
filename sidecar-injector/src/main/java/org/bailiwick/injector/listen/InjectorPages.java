package org.bailiwick.injector.listen;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.injector.admission.AdmissionAnswer;
import org.bailiwick.injector.admission.PodAdmissions;
import org.bailiwick.listener.HttpListener;
import org.bailiwick.node.json.JsonText;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Scheduler;

/** Answers {@code POST /inject}, {@code /health}, {@code /health/live} and {@code /metrics}. */
public final class InjectorPages extends Handler.Abstract {
  private static final String JSON = "application/json";
  private static final String INJECT = "/inject";
  private static final Set<String> WATCHED = Set.of("/health", "/health/live", "/metrics");

  /** The limit of API servers for a request, and so for an object. */
  private static final int LONGEST_BODY = 3 * 1024 * 1024;

  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;

  /** How the process is. */
  public interface Watch {
    /** What is wrong, by part; empty if all is well. */
    Map<String, String> faults();

    /** The metrics in the text format of Prometheus. */
    String metrics();
  }

  private final PodAdmissions admissions;
  private final Optional<ApiServerIdentity> caller;
  private final Watch watch;
  private final Duration bodyTime;

  /**
   * Pages.
   *
   * @param caller who alone may ask about pods; anybody if empty
   * @param bodyTime within which a body has to come
   */
  public InjectorPages(
      PodAdmissions admissions,
      Optional<ApiServerIdentity> caller,
      Watch watch,
      Duration bodyTime) {
    this.admissions = admissions;
    this.caller = caller;
    this.watch = watch;
    this.bodyTime = bodyTime;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String path = request.getHttpURI().getPath(); // null for CONNECT
    if (INJECT.equals(path)) {
      inject(request, response, callback);
    } else if (path != null && WATCHED.contains(path)) {
      write(response, callback, watched(request, path));
    } else {
      write(response, callback, refusal(ProblemType.NOT_FOUND, "path", "There is no such page."));
    }
    return true;
  }

  private AdmissionAnswer watched(Request request, String path) {
    if (!"GET".equals(request.getMethod())) {
      return refusal(ProblemType.METHOD_NOT_ALLOWED, "method", "This page is for GET.");
    }
    if (path.equals("/metrics")) {
      return new AdmissionAnswer(OK, "text/plain; version=0.0.4; charset=utf-8", watch.metrics());
    }
    Map<String, String> faults = path.equals("/health") ? watch.faults() : Map.of();
    Map<String, Object> health =
        Map.of("status", faults.isEmpty() ? "UP" : "DOWN", "faults", faults);
    return new AdmissionAnswer(faults.isEmpty() ? OK : UNAVAILABLE, JSON, JsonText.of(health));
  }

  /** The API server adds {@code ?timeout=…} to the path. */
  private void inject(Request request, Response response, Callback callback) {
    Optional<AdmissionAnswer> refused = refused(request);
    if (refused.isPresent()) {
      write(response, callback, refused.get());
      return;
    }
    Scheduler.Task limit = HttpListener.limitBody(request, bodyTime);
    Content.Source.asByteArrayAsync(
        request,
        LONGEST_BODY,
        Promise.Invocable.from(
            Invocable.InvocationType.BLOCKING,
            (body, failure) -> {
              boolean unused = limit.cancel();
              write(
                  response, callback, failure == null ? admissions.answer(body) : unread(failure));
            }));
  }

  private Optional<AdmissionAnswer> refused(Request request) {
    if (caller.filter(known -> !known.isOf(peer(request))).isPresent()) {
      return Optional.of(
          refusal(
              ProblemType.PEER_CERTIFICATE_REQUIRED,
              "api-server",
              "Only the API server may ask, with its client certificate."));
    }
    if (!"POST".equals(request.getMethod())) {
      return Optional.of(
          refusal(ProblemType.METHOD_NOT_ALLOWED, "method", "This page is for POST."));
    }
    String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase(JSON)) {
      return Optional.of(
          refusal(
              ProblemType.UNSUPPORTED_MEDIA_TYPE,
              "media-type",
              "The body must be application/json."));
    }
    return request.getLength() > LONGEST_BODY ? Optional.of(tooLarge()) : Optional.empty();
  }

  private static Optional<X509Certificate> peer(Request request) {
    EndPoint.SslSessionData tls =
        request.getConnectionMetaData().getConnection().getEndPoint().getSslSessionData();
    X509Certificate[] chain = tls == null ? null : tls.peerCertificates();
    return chain == null || chain.length == 0 ? Optional.empty() : Optional.of(chain[0]);
  }

  private AdmissionAnswer unread(Throwable failure) {
    return failure instanceof IllegalStateException
            || failure.getCause() instanceof IllegalStateException
        ? tooLarge()
        : refusal(ProblemType.MALFORMED_REQUEST, "body-broken-off", "The body did not come.");
  }

  private AdmissionAnswer tooLarge() {
    return refusal(ProblemType.REQUEST_TOO_LARGE, "body-size", "The body has more than 3 MiB.");
  }

  private AdmissionAnswer refusal(ProblemType type, String check, String detail) {
    return admissions.refused(new ProblemException(type, check, detail));
  }

  private static void write(Response response, Callback callback, AdmissionAnswer answer) {
    response.setStatus(answer.status());
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.mediaType());
    response.write(true, ByteBuffer.wrap(answer.text().getBytes(StandardCharsets.UTF_8)), callback);
  }
}
