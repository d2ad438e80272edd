package org.bailiwick.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.bailiwick.contract.testing.TestCa;
import org.glassfish.jersey.internal.MapPropertiesDelegate;
import org.glassfish.jersey.server.ApplicationHandler;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.ContainerResponse;
import org.glassfish.jersey.server.ResourceConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The filter in Jersey: what is not permitted is not entered (threat 61). */
class EnforcementFilterTest {
  private static final String PERMIT = "{\"decision\": true}";
  private static final String DENY =
      "{\"decision\": false, \"context\": {\"reasons\": [\"secret-path\", \"other\"]}}";

  private final List<JsonObject> asked = new CopyOnWriteArrayList<>();
  private final List<String> certificates = new CopyOnWriteArrayList<>();
  private HttpServer point;
  private volatile String answer = PERMIT;
  private volatile int status = 200;
  private volatile Duration delay = Duration.ZERO;
  private ApplicationHandler service;

  /** A service that is protected by an annotation. */
  @Path("orders")
  public static class Orders {
    @GET
    @Enforced
    @Path("{id}")
    public String read() {
      return "entered";
    }

    @POST
    @Enforced(action = "refund", resource = "Order", id = "id")
    @Path("{id}/refund")
    public String refund(@PathParam("id") String id) {
      return "entered " + id;
    }

    @DELETE
    public String open() {
      return "open";
    }
  }

  @BeforeEach
  void start() throws IOException {
    point = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    point.createContext(
        "/shop/access/v1/evaluation",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          asked.add(Json.createReader(new StringReader(body)).readObject());
          certificates.add(String.valueOf(exchange.getRequestHeaders().getFirst("Client-Cert")));
          try {
            Thread.sleep(delay);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          byte[] octets = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, octets.length);
          exchange.getResponseBody().write(octets);
          exchange.close();
        });
    point.start();
    service =
        new ApplicationHandler(
            new ResourceConfig(Orders.class)
                .register(
                    new EnforcementFeature(
                        new EnforcementOptions(
                            URI.create("http://127.0.0.1:" + point.getAddress().getPort()),
                            "shop",
                            "User",
                            Duration.ofSeconds(4)))));
  }

  @AfterEach
  void stop() {
    point.stop(0);
  }

  private ContainerResponse send(String method, String path, Object caller)
      throws ExecutionException, InterruptedException {
    MapPropertiesDelegate properties = new MapPropertiesDelegate();
    if (caller instanceof X509Certificate certificate) {
      properties.setProperty(
          "jakarta.servlet.request.X509Certificate", new X509Certificate[] {certificate});
    }
    ContainerRequest request =
        new ContainerRequest(
            URI.create("http://service/"),
            URI.create("http://service/" + path),
            method,
            security(caller instanceof String name ? name : null),
            properties,
            null);
    return service.apply(request).get();
  }

  private static SecurityContext security(String name) {
    return new SecurityContext() {
      @Override
      public Principal getUserPrincipal() {
        return name == null ? null : () -> name;
      }

      @Override
      public boolean isUserInRole(String role) {
        return false;
      }

      @Override
      public boolean isSecure() {
        return true;
      }

      @Override
      public String getAuthenticationScheme() {
        return null;
      }
    };
  }

  @Test
  void aPermittedMethodIsEntered() throws Exception {
    ContainerResponse response = send("GET", "orders/17", "ada");
    assertThat(response.getEntity()).isEqualTo("entered");
    assertThat(asked)
        .singleElement()
        .hasToString(
            "{\"subject\":{\"type\":\"User\",\"id\":\"ada\"},\"action\":{\"name\":\"read\"},"
                + "\"resource\":{\"type\":\"Path\",\"id\":\"/orders/17\"},\"context\":{\"method\":\"GET\"}}");
  }

  /** The server enters the same method for them, which a policy about the path must not miss. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "orders/17;a=b",
        "orders;a=b/17",
        "orders/%31%37",
        "orders/17%3Ba",
        "orders/17%2e",
        "orders/1%2F7",
        "orders/17%00",
        "orders/17%FF",
      })
  void aPathThatCanBeReadInTwoWaysIsNotAskedAbout(String path) throws Exception {
    ContainerResponse response = send("GET", path, "ada");
    assertThat(response.getEntity()).isNotEqualTo("entered");
    assertThat(asked).isEmpty();
  }

  @Test
  void aSlashAtTheEndMakesNoOtherPath() throws Exception {
    ContainerResponse response = send("GET", "orders/17/", "ada");
    assertThat(response.getEntity()).isEqualTo("entered");
    assertThat(asked.getFirst().getJsonObject("resource").getString("id")).isEqualTo("/orders/17");
    send("GET", "orders/caf%c3%a9", "ada");
    assertThat(asked.getLast().getJsonObject("resource").getString("id"))
        .as("the name that nginx's question has")
        .isEqualTo("/orders/caf%C3%A9");
  }

  @Test
  void theAnnotationNamesActionAndResource() throws Exception {
    assertThat(send("POST", "orders/17/refund", "ada").getEntity()).isEqualTo("entered 17");
    assertThat(asked.getFirst().getJsonObject("action").getString("name")).isEqualTo("refund");
    assertThat(asked.getFirst().getJsonObject("resource"))
        .hasToString("{\"type\":\"Order\",\"id\":\"17\"}");
  }

  @Test
  void aCertificateIsPassedOnAndNamesTheSubject() throws Exception {
    X509Certificate leaf =
        TestCa.create("bailiwick.example").agent("reader", "a.b@1").certificate();
    assertThat(send("GET", "orders/17", leaf).getStatus()).isEqualTo(200);
    assertThat(asked.getFirst().getJsonObject("subject"))
        .hasToString("{\"type\":\"Agent\",\"id\":\"spiffe://bailiwick.example/agent/reader\"}");
    assertThat(certificates.getFirst()).startsWith(":MII").endsWith(":");
  }

  @Test
  void aDenialIsAProblemWithItsReasons() throws Exception {
    answer = DENY;
    ContainerResponse response = send("GET", "orders/17", "ada");
    assertThat(response.getStatus()).isEqualTo(403);
    assertThat(response.getMediaType()).hasToString("application/problem+json");
    assertThat(String.valueOf(response.getEntity()))
        .contains("\"reasons\":[\"secret-path\",\"other\"]", "\"status\":403");
  }

  @Test
  void withoutACallerNobodyIsAsked() throws Exception {
    ContainerResponse response = send("GET", "orders/17", null);
    assertThat(response.getStatus()).isEqualTo(403);
    assertThat(String.valueOf(response.getEntity())).contains("no-subject");
    assertThat(asked).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[]", "null", "{}", "{\"decision\": \"true\"}", "{\"decision\": 1}", "{\"dec"})
  void anAnswerThatCannotBeReadCloses(String text) throws Exception {
    answer = text;
    assertThat(send("GET", "orders/17", "ada").getStatus()).isEqualTo(503);
  }

  @Test
  void aFaultASlowAnswerAndAnEndedPointClose() throws Exception {
    status = 500;
    assertThat(send("GET", "orders/17", "ada").getStatus()).isEqualTo(503);
    status = 302;
    assertThat(send("GET", "orders/17", "ada").getStatus()).isEqualTo(503);
    status = 200;
    delay = Duration.ofSeconds(6);
    assertThat(send("GET", "orders/17", "ada").getStatus()).isEqualTo(503);
    point.stop(0);
    ContainerResponse response = send("GET", "orders/17", "ada");
    assertThat(response.getStatus()).isEqualTo(503);
    assertThat(response.getHeaderString("Retry-After")).isEqualTo("1");
  }

  @Test
  void aMethodWithoutTheAnnotationIsNotAskedAbout() throws Exception {
    assertThat(send("DELETE", "orders", "ada").getEntity()).isEqualTo("open");
    assertThat(asked).isEmpty();
  }

  @Test
  void aServiceWithoutOptionsDoesNotStart() {
    assertThatThrownBy(
            () ->
                new ApplicationHandler(
                    new ResourceConfig(Orders.class).register(EnforcementFeature.class)))
        .hasStackTraceContaining("enforcement.url is missing");
    assertThatThrownBy(() -> new EnforcementOptions(URI.create("http://pdp.example:7190"), "shop"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
