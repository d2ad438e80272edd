package org.bailiwick.node.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpsExchange;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.ExtendedSSLSession;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.contract.tls.SpiffeTrustManager;
import org.bailiwick.node.outbound.address.AgentAddresses;
import org.bailiwick.node.testing.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls at URLs that agents named themselves. */
class AgentCallTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir private Path folder;
  private final TestCa ours = TestCa.create("bailiwick.example");
  private final TestLeaf agent = ours.agent("reader", "invoice.parse@1");
  private final TestServer server =
      TestServer.secured(
              agent.tls(new SpiffeTrustManager(() -> Set.of(ours.operatorCa()), id -> true)))
          .on(
              "/who",
              exchange -> TestServer.answer(exchange, 200, names((HttpsExchange) exchange)));
  private final AtomicInteger resolutions = new AtomicInteger();

  /** The Host header, and the name in the TLS hello. */
  private static byte[] names(HttpsExchange exchange) {
    ExtendedSSLSession session = (ExtendedSSLSession) exchange.getSSLSession();
    String names =
        exchange.getRequestHeaders().get("Host") + " " + session.getRequestedServerNames();
    return names.getBytes(StandardCharsets.UTF_8);
  }

  @BeforeEach
  void setUp() throws IOException {
    TestLeaf node = ours.node("domain");
    Files.writeString(folder.resolve("client.key"), Pem.of(node.key()));
    Files.writeString(folder.resolve("client.pem"), Pem.of(node.chain()));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void connectsToTheAddressThatWasCheckedUnderTheNameOfTheLocator() {
    String answer = call(allowing(), "agent.nowhere.invalid");
    assertThat(answer)
        .startsWith("[agent.nowhere.invalid:" + port() + "]")
        .contains("agent.nowhere.invalid");
    assertThat(resolutions).hasValue(1);
  }

  /** The name has a harmless address when it is checked and another one a moment later. */
  @Test
  void aNameThatChangesItsAddressGainsNothing() {
    AgentAddresses rebinding =
        AgentAddresses.withLoopback()
            .resolvedBy(
                host -> {
                  boolean first = resolutions.incrementAndGet() == 1;
                  return new InetAddress[] {
                    InetAddress.getByName(first ? "127.0.0.1" : "169.254.169.254")
                  };
                });
    assertThat(call(rebinding, "agent.nowhere.invalid")).contains("agent.nowhere.invalid");
    assertThat(resolutions).hasValue(1);
  }

  @Test
  void anAddressOfTheMachineItselfIsNotCalled() {
    AgentAddresses refusing = AgentAddresses.withoutLoopback().resolvedBy(this::loopback);
    for (String host : new String[] {"127.0.0.1", "[::1]", "localhost", "agent.nowhere.invalid"}) {
      assertRefused(refusing, host);
    }
    assertThat(server.requests()).isZero();
  }

  @Test
  void aNameOfWhichOneAddressIsRefusedIsNotCalled() {
    for (String address : new String[] {"169.254.169.254", "0.0.0.0", "224.0.0.1", "fe80::1"}) {
      assertRefused(
          AgentAddresses.withLoopback()
              .resolvedBy(
                  host ->
                      new InetAddress[] {
                        InetAddress.getLoopbackAddress(), InetAddress.getByName(address)
                      }),
          "agent.nowhere.invalid");
    }
    assertThat(server.requests()).isZero();
  }

  @Test
  void saysThatANameDoesNotResolve() {
    AgentAddresses none =
        AgentAddresses.withLoopback()
            .resolvedBy(
                host -> {
                  throw new UnknownHostException(host);
                });
    assertThat(catchThrowableOfType(CompletionException.class, () -> call(none, "a.invalid")))
        .hasCauseInstanceOf(UnknownHostException.class);
  }

  private AgentAddresses allowing() {
    return AgentAddresses.withLoopback().resolvedBy(this::loopback);
  }

  private InetAddress[] loopback(String host) {
    resolutions.incrementAndGet();
    return new InetAddress[] {InetAddress.getLoopbackAddress()};
  }

  private int port() {
    return server.at("/").getPort();
  }

  private String call(AgentAddresses addresses, String host) {
    URI uri = URI.create("https://" + host + ":" + port() + "/who");
    NodeHttpSettings settings = new NodeHttpSettings(folder, LIMIT, LIMIT, 1000);
    try (NodeHttp http =
        NodeHttp.toAgents(settings, () -> Set.of(ours.root()), certificate -> true, addresses)) {
      byte[] body =
          http.sendAsync(HttpRequest.newBuilder(uri).build(), SpiffeId.of(agent.certificate()))
              .join()
              .body();
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  private void assertRefused(AgentAddresses addresses, String host) {
    try {
      assertThat(call(addresses, host)).as(host).isNull();
    } catch (ProblemException e) {
      assertThat(e.check()).isEqualTo("agent-address");
    } catch (CompletionException e) {
      assertThat(e.getCause()).isInstanceOf(ProblemException.class);
      assertThat(((ProblemException) e.getCause()).check()).isEqualTo("agent-address");
    }
  }
}
