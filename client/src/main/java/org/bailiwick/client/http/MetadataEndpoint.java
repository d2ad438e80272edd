package org.bailiwick.client.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * The metadata service of a cloud machine, by plain HTTP at a link-local address. Calls use no
 * proxy and follow no redirect; answers are bounded in size and time.
 */
public record MetadataEndpoint(URI base) {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int MAX_ANSWER = 64 * 1024;
  private static final int OK = 200;

  /** Gets the text at this path, with these request headers. */
  public String get(String path, Map<String, String> headers) {
    return send("GET", path, headers);
  }

  /** Sends a PUT without a body, and returns the text of the answer. */
  public String put(String path, Map<String, String> headers) {
    return send("PUT", path, headers);
  }

  private String send(String method, String path, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base.toString().replaceAll("/$", "") + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .timeout(LIMIT);
    headers.forEach(request::header);
    try (HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LIMIT)
            .followRedirects(Redirect.NEVER)
            .proxy(ProxySelector.of(null))
            .build()) {
      return text(client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
    } catch (IOException e) {
      throw unavailable("was not reached or closed the connection", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable("did not answer before an interruption", e);
    }
  }

  private static String text(HttpResponse<InputStream> answer) throws IOException {
    try (InputStream in = answer.body()) {
      byte[] body = in.readNBytes(MAX_ANSWER + 1);
      if (answer.statusCode() != OK || body.length > MAX_ANSWER) {
        throw unavailable("gave no text of 64 KiB at most; status " + answer.statusCode(), null);
      }
      return new String(body, StandardCharsets.UTF_8).strip();
    }
  }

  private static RuntimeException unavailable(String failure, Exception cause) {
    return JsonEndpoint.unavailable("metadata-service", "The metadata service " + failure, cause);
  }
}
