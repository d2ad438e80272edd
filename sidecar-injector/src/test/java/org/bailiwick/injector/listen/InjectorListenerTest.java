package org.bailiwick.injector.listen;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509TrustManager;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.contract.tls.CaTrust;
import org.bailiwick.injector.admission.AdmissionCounts;
import org.bailiwick.injector.admission.PodAdmissions;
import org.bailiwick.injector.policy.InjectionPolicy;
import org.bailiwick.injector.testing.Pods;
import org.bailiwick.listener.HttpListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The TLS listener with requests of every form. */
class InjectorListenerTest {
  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final TestCa CA = TestCa.create("bailiwick.example");

  @TempDir Path folder;
  private final List<String> log = new ArrayList<>();
  private HttpListener listener;

  private static final class Well implements InjectorPages.Watch {
    @Override
    public Map<String, String> faults() {
      return Map.of();
    }

    @Override
    public String metrics() {
      return "injector_policy_faulty 0\n";
    }
  }

  @BeforeEach
  void start() throws Exception {
    listen(Optional.empty());
  }

  private void listen(Optional<ApiServerIdentity> caller) throws IOException {
    certify(CA.nodeServer("injector"));
    InjectionPolicy policy = InjectionPolicy.parse(Pods.POLICY.getBytes(UTF_8));
    InjectorPages pages =
        new InjectorPages(
            new PodAdmissions(() -> policy, new AdmissionCounts(), log::add),
            caller,
            new Well(),
            LIMIT);
    listener =
        InjectorListener.start(
            new InjectorListener.Place(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ServingCertificate.open(
                    folder.resolve("tls.crt"), folder.resolve("tls.key"), log::add),
                caller,
                LIMIT),
            pages);
  }

  private void certify(TestLeaf leaf) throws IOException {
    Files.writeString(folder.resolve("tls.key"), Pem.of(leaf.key()));
    Files.writeString(folder.resolve("tls.crt"), Pem.of(leaf.chain()));
  }

  @AfterEach
  void stop() {
    listener.close();
  }

  private static X509TrustManager trust() throws Exception {
    return CaTrust.of(List.of(CA.root()));
  }

  private static SSLContext anonymous() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new X509TrustManager[] {trust()}, null);
    return context;
  }

  private HttpResponse<String> send(SSLContext tls, String line, String type, byte[] body)
      throws Exception {
    String[] words = line.split(" ", -1);
    try (HttpClient client = HttpClient.newBuilder().sslContext(tls).build()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("https://localhost:" + listener.port() + words[1]))
              .header("Content-Type", type)
              .method(words[0], BodyPublishers.ofByteArray(body))
              .build(),
          BodyHandlers.ofString());
    }
  }

  private HttpResponse<String> ask(SSLContext tls) throws Exception {
    return send(
        tls,
        "POST /inject?timeout=7s",
        "application/json",
        Pods.review("agents", Pods.POD).getBytes(UTF_8));
  }

  @Test
  void anApiServerIsAnswered() throws Exception {
    HttpResponse<String> answer = ask(anonymous());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).contains("application/json");
    assertThat(Pods.patch(answer.body())).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /inject, application/json, 405",
    "PUT, /inject, application/json, 405",
    "POST, /inject, text/plain, 415",
    "POST, /inject, application/yaml, 415",
    "POST, /inject/, application/json, 404",
    "POST, /, application/json, 404",
    "POST, /metrics, application/json, 405",
    "GET, /health, application/json, 200",
    "GET, /health/live, application/json, 200",
    "GET, /metrics, application/json, 200",
  })
  void eachPageTakesItsMethod(String method, String path, String type, int status)
      throws Exception {
    HttpResponse<String> answer = send(anonymous(), method + " " + path, type, new byte[0]);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).doesNotContain("jetty", "Exception");
    if (status >= 400) {
      assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
    }
  }

  @Test
  void aBodyAboveTheLimitOfApiServersIsTooLarge() throws Exception {
    byte[] body = new byte[3 * 1024 * 1024 + 1];
    assertThat(tooLarge(BodyPublishers.ofByteArray(body))).isEqualTo(413);
    assertThat(tooLarge(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))))
        .as("whose length is not said")
        .isEqualTo(413);
  }

  private int tooLarge(HttpRequest.BodyPublisher body) throws Exception {
    try (HttpClient client = HttpClient.newBuilder().sslContext(anonymous()).build()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("https://localhost:" + listener.port() + "/inject"))
              .header("Content-Type", "application/json")
              .expectContinue(true)
              .POST(body)
              .build();
      return client.send(request, BodyHandlers.ofString()).statusCode();
    }
  }

  @Test
  void onlyTheApiServerMayAskWhereItHasToShowACertificate() throws Exception {
    listener.close();
    listen(Optional.of(apiServer("operated"))); // the common name of the test's operators
    assertThat(ask(CA.operator("officer", "one").tls(trust())).statusCode()).isEqualTo(200);
    assertThat(ask(anonymous()).statusCode()).isEqualTo(401);
    assertThat(send(anonymous(), "GET /health", "text/plain", new byte[0]).statusCode())
        .as("probes show no certificate")
        .isEqualTo(200);
    TestLeaf foreign = TestCa.create("bailiwick.example").operator("officer", "one");
    assertThatThrownBy(() -> ask(foreign.tls(trust()))).isInstanceOf(IOException.class);
  }

  @Test
  void anotherNameOfTheSameCaMayNotAsk() throws Exception {
    listener.close();
    listen(Optional.of(apiServer("kube-apiserver")));
    assertThat(ask(CA.operator("officer", "one").tls(trust())).statusCode()).isEqualTo(401);
  }

  private static ApiServerIdentity apiServer(String name) throws Exception {
    return new ApiServerIdentity(CaTrust.of(List.of(CA.operatorCa())), name);
  }

  @Test
  void bothVersionsOfTlsAreSpoken() throws Exception {
    try (SSLSocket socket =
        (SSLSocket) anonymous().getSocketFactory().createSocket("localhost", listener.port())) {
      socket.startHandshake();
      assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
    }
    try (SSLSocket socket =
        (SSLSocket) anonymous().getSocketFactory().createSocket("localhost", listener.port())) {
      socket.setEnabledProtocols(new String[] {"TLSv1.2"});
      socket.startHandshake();
      assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.2");
    }
  }

  @Test
  void aNewCertificateIsShownAndAFaultyOneIsNot() throws Exception {
    TestLeaf next = CA.nodeServer("next");
    certify(next);
    Thread.sleep(1100);
    assertThat(shown()).isEqualTo(next.certificate());
    Files.writeString(folder.resolve("tls.crt"), "no certificate");
    Thread.sleep(1100);
    assertThat(shown()).isEqualTo(next.certificate());
    assertThat(log).anyMatch(line -> line.startsWith("certificate=kept"));
  }

  private java.security.cert.Certificate shown() throws Exception {
    try (SSLSocket socket =
        (SSLSocket) anonymous().getSocketFactory().createSocket("localhost", listener.port())) {
      return socket.getSession().getPeerCertificates()[0];
    }
  }

  /** Neither silent connections nor slow bodies keep others waiting, and each ends. */
  @Test
  void manySlowConnectionsKeepNobodyWaiting() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 260; i++) {
        slow.add(new Socket(InetAddress.getLoopbackAddress(), listener.port()));
      }
      SSLSocket body =
          (SSLSocket) anonymous().getSocketFactory().createSocket("localhost", listener.port());
      slow.add(body);
      body.getOutputStream()
          .write(
              "POST /inject HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n{"
                  .getBytes(US_ASCII));
      assertThat(ask(anonymous()).statusCode()).isEqualTo(200);
      assertThat(ends(slow.getFirst())).isTrue();
      assertThat(ends(body)).isTrue();
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  private static boolean ends(Socket socket) throws IOException {
    socket.setSoTimeout(10_000);
    try {
      return socket.getInputStream().readNBytes(4096).length < 4096;
    } catch (SocketException | javax.net.ssl.SSLException e) {
      return true;
    }
  }
}
