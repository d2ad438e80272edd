package org.bailiwick.ars.identifier.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bailiwick.ars.identifier.control.IdentifierChangesTest.refuses;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.bailiwick.contract.identifier.Identifier;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.node.outbound.Origin;
import org.bailiwick.node.testing.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Threat 53 for documents of identifiers: what points inside is not fetched, and servers that
 * misbehave end in a refusal. Rebinding names are in GuardedFetchTest.
 */
class GuardedDocumentsTest {
  private final TestCa ours = TestCa.create("bailiwick.example");
  private final TestServer server =
      TestServer.secured(ours.nodeServer("authority").tls(ours.trust()));
  private final String host = "localhost%3A" + server.port();
  private final ControlDocuments inside = documents(Set.of(new Origin("localhost", server.port())));
  private final ControlDocuments outside = documents(Set.of());

  private ControlDocuments documents(Set<Origin> origins) {
    return new ControlDocuments(
        IdentifierBeans.source(new IdentifierSettings.Inside(origins, Set.of(ours.root()))));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void onlyAListedOriginInsideIsAsked() {
    server.answers("/.well-known/did.json", "{}".getBytes(StandardCharsets.UTF_8));
    Identifier did = Identifier.parse("did:web:" + host);
    refuses("fetch-private-address", () -> outside.of(did));
    refuses(
        "fetch-private-address",
        () -> outside.of(Identifier.parse("https://localhost:" + server.port() + "/card")));
    refuses("fetch-private-address", () -> inside.of(Identifier.parse("dns:localhost")));
    assertThat(server.requests()).isZero();
    assertThat(inside.of(did)).isEqualTo("{}");
  }

  @Test
  void serversThatMisbehaveAreRefused() {
    server.on(
        "/moved/did.json",
        exchange -> {
          exchange.getResponseHeaders().set("Location", server.at("/ok/did.json").toString());
          TestServer.answer(exchange, 302, new byte[0]);
        });
    server.answers("/ok/did.json", "{}".getBytes(StandardCharsets.UTF_8));
    server.answers("/huge/did.json", new byte[70_000]);
    server.answers("/bytes/did.json", new byte[] {(byte) 0xff, (byte) 0xfe});
    refuses("fetch-redirect", () -> inside.of(Identifier.parse("did:web:" + host + ":moved")));
    refuses("fetch-too-large", () -> inside.of(Identifier.parse("did:web:" + host + ":huge")));
    refuses("fetch-status", () -> inside.of(Identifier.parse("did:web:" + host + ":none")));
    refuses("identifier-document", () -> inside.of(Identifier.parse("did:web:" + host + ":bytes")));
    assertThat(server.requests()).isEqualTo(3);
  }

  @Test
  void aSlowServerHoldsNobodyForLong() {
    CountDownLatch ended = new CountDownLatch(1);
    server.on(
        "/slow/did.json",
        exchange -> {
          try {
            ended.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    long begin = System.nanoTime();
    refuses("fetch-timeout", () -> inside.of(Identifier.parse("did:web:" + host + ":slow")));
    assertThat(System.nanoTime() - begin).isLessThan(20_000_000_000L);
    ended.countDown();
  }
}
