package org.bailiwick.node.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.node.testing.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Threat 53: each trick ends without a request. */
class GuardedFetchTest {
  private static final byte[] DOCUMENT = "document".getBytes(StandardCharsets.UTF_8);

  /** Longer than a handshake takes on a machine that does much else. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final TestCa ours = TestCa.create("bailiwick.example");
  private final TestServer server =
      TestServer.secured(ours.nodeServer("authority").tls(ours.trust())).answers("/doc", DOCUMENT);
  private final URI document = URI.create("https://localhost:" + server.port() + "/doc");
  private final GuardedFetch inside = fetch(Set.of(Origin.of(document)));
  private final GuardedFetch outside = fetch(Set.of());

  private static GuardedFetch fetch(Set<Origin> privateOrigins) {
    return fetch(privateOrigins, PATIENCE);
  }

  private static GuardedFetch fetch(Set<Origin> privateOrigins, Duration limit) {
    return new GuardedFetch(new FetchSettings(privateOrigins, 1000, limit));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private byte[] get(GuardedFetch fetch, URI uri) {
    return fetch.get(uri, Set.of(Origin.of(uri)), Set.of(ours.root()));
  }

  private void refuses(GuardedFetch fetch, URI uri, String check) {
    ProblemException refusal = catchThrowableOfType(ProblemException.class, () -> get(fetch, uri));
    assertThat(refusal).isNotNull();
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(refusal.type()).isEqualTo(ProblemType.DEPENDENCY_UNAVAILABLE);
  }

  private void deliver(GuardedFetch fetch, URI uri) {
    GuardedFetch.Post post = new GuardedFetch.Post("{}", Map.of("X-Known-By", "this"));
    fetch.deliver(uri, Set.of(Origin.of(uri)), Set.of(ours.root()), post);
  }

  @Test
  void deliversWithItsHeadersAndTakesAnySuccess() {
    List<String> known = new CopyOnWriteArrayList<>();
    server.on(
        "/hook",
        exchange -> {
          known.add(
              exchange.getRequestMethod() + exchange.getRequestHeaders().getFirst("X-Known-By"));
          TestServer.answer(exchange, 204, new byte[0]);
        });
    URI hook = URI.create("https://localhost:" + server.port() + "/hook");
    deliver(inside, hook);
    assertThat(known).containsExactly("POSTthis");
    server.answers("/long", new byte[100_000]);
    deliver(inside, URI.create("https://localhost:" + server.port() + "/long")); // not read
    assertThat(new GuardedFetch.Post("{}", Map.of("a", "secret")).toString())
        .doesNotContain("secret");
  }

  @Test
  void deliversNothingByTheTricksThatFetchNothing() {
    for (int status : new int[] {302, 307, 401, 404, 500}) {
      server.on(
          "/" + status,
          exchange -> {
            exchange.getResponseHeaders().set("Location", document.toString());
            TestServer.answer(exchange, status, new byte[0]);
          });
      URI uri = URI.create("https://localhost:" + server.port() + "/" + status);
      assertThat(catchThrowableOfType(ProblemException.class, () -> deliver(inside, uri)).check())
          .isEqualTo(status < 400 ? "fetch-redirect" : "fetch-status");
    }
    int before = server.requests();
    assertThat(
            catchThrowableOfType(ProblemException.class, () -> deliver(outside, document)).check())
        .isEqualTo("fetch-private-address");
    GuardedFetch.Post post = new GuardedFetch.Post("{}", Map.of());
    assertThat(
            catchThrowableOfType(
                    ProblemException.class,
                    () -> inside.deliver(document, Set.of(), Set.of(ours.root()), post))
                .check())
        .isEqualTo("fetch-origin");
    assertThat(server.requests()).isEqualTo(before);
  }

  @Test
  void fetchesFromAnOriginThatIsListedAsPrivate() {
    assertThat(get(inside, document)).isEqualTo(DOCUMENT);
  }

  /** A field that comes twice is one list (RFC 9110 section 5.3). */
  @Test
  void tellsWhatTheHeadersSayAboutADocument() {
    server.on(
        "/told",
        exchange -> {
          exchange.getResponseHeaders().add("cache-control", "private");
          exchange.getResponseHeaders().add("Cache-Control", "max-age=60");
          TestServer.answer(exchange, 200, DOCUMENT);
        });
    URI uri = server.at("/told");
    FetchedDocument told =
        fetch(Set.of(Origin.of(uri))).getDocument(uri, Set.of(Origin.of(uri)), Set.of(ours.root()));
    assertThat(told.body()).isEqualTo(DOCUMENT);
    assertThat(told.mediaType()).isEmpty();
    assertThat(told.cacheControl().split(", ")).containsExactlyInAnyOrder("private", "max-age=60");
  }

  @Test
  void anOperatorsOwnUrlMayBeInsideTheOrganisation() {
    assertThat(outside.getConfigured(document, Set.of(ours.root()))).isEqualTo(DOCUMENT);
  }

  @Test
  void refusesAPrivateAddressThatNobodyListed() {
    refuses(outside, document, "fetch-private-address");
    assertThat(server.requests()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.0.0.1/doc",
        "https://169.254.169.254/latest/meta-data",
        "https://[::ffff:127.0.0.1]/doc",
        "https://[::1]/doc",
        "https://2130706433/doc",
        "https://0177.0.0.1/doc",
        "https://0x7f.0.0.1/doc",
        "https://0x7f000001/doc",
        "https://127.1/doc",
        "https://10.0.0.1/doc"
      })
  void refusesAddressesInAnySpelling(String text) {
    URI uri = URI.create(text);
    Set<Origin> allowed = allowing(uri);
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class, () -> outside.get(uri, allowed, Set.of(ours.root())));
    assertThat(refusal).isNotNull();
    assertThat(refusal.check()).isIn("fetch-private-address", "fetch-unresolved", "fetch-uri");
  }

  /** As if an operator had listed the spelling itself, where a list can hold it. */
  private static Set<Origin> allowing(URI uri) {
    try {
      return Set.of(Origin.of(uri));
    } catch (IllegalArgumentException e) {
      return Set.of();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost/doc",
        "file:///etc/passwd",
        "https://issuer.example@localhost/doc",
        "https:doc",
        "jar:https://localhost!/doc"
      })
  void refusesWhatIsNotAPlainHttpsUrl(String uri) {
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class,
            () -> inside.get(URI.create(uri), Set.of(Origin.of(document)), Set.of()));
    assertThat(refusal.check()).isEqualTo("fetch-uri");
  }

  @Test
  void refusesAnOriginThatIsNotAllowed() {
    URI other = URI.create("https://localhost:" + (server.port() + 1) + "/doc");
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class,
            () -> inside.get(document, Set.of(Origin.of(other)), Set.of(ours.root())));
    assertThat(refusal.check()).isEqualTo("fetch-origin");
    assertThat(server.requests()).isZero();
  }

  @Test
  void doesNotFollowARedirectToAPrivateHost() {
    server.on(
        "/moved",
        exchange -> {
          exchange.getResponseHeaders().set("Location", server.at("/doc").toString());
          TestServer.answer(exchange, 302, new byte[0]);
        });
    refuses(inside, URI.create("https://localhost:" + server.port() + "/moved"), "fetch-redirect");
    assertThat(server.requests()).isEqualTo(1);
  }

  @Test
  void connectsToTheAddressThatWasCheckedWhateverTheNameSaysLater() {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    AtomicInteger asked = new AtomicInteger();
    // The platform cannot resolve this name at all: the connection is made to the address given
    // here.
    URI uri = URI.create("https://authority.invalid:" + server.port() + "/doc");
    GuardedFetch fetch =
        new GuardedFetch(
            new FetchSettings(Set.of(Origin.of(uri)), 1000, PATIENCE),
            host -> {
              asked.incrementAndGet();
              return new InetAddress[] {loopback};
            });
    refuses(fetch, uri, "fetch-tls"); // it got there; the certificate is not for that name
    assertThat(asked).hasValue(1);
  }

  @Test
  void refusesANameOfWhichOneAddressIsPrivate() throws UnknownHostException {
    InetAddress publicOne = InetAddress.getByAddress(new byte[] {1, 1, 1, 1});
    InetAddress privateOne = InetAddress.getByAddress(new byte[] {10, 0, 0, 1});
    GuardedFetch fetch =
        new GuardedFetch(
            FetchSettings.of(Set.of()), host -> new InetAddress[] {publicOne, privateOne});
    refuses(fetch, URI.create("https://mixed.example/doc"), "fetch-private-address");
  }

  @Test
  void refusesAServerOfAnotherAuthority() {
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class,
            () ->
                inside.get(
                    document,
                    Set.of(Origin.of(document)),
                    Set.of(TestCa.create("bailiwick.example").root())));
    assertThat(refusal.check()).isEqualTo("fetch-tls");
  }

  @Test
  void endsWhenTheBodyIsTooLong() {
    server.answers("/long", new byte[1001]);
    refuses(inside, URI.create("https://localhost:" + server.port() + "/long"), "fetch-too-large");
  }

  @Test
  void endsWhenTheServerDripsItsAnswer() {
    server.on(
        "/drip",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          for (int i = 0; i < 60; i++) {
            exchange.getResponseBody().write('x');
            exchange.getResponseBody().flush();
            sleep();
          }
        });
    URI drip = URI.create("https://localhost:" + server.port() + "/drip");
    refuses(fetch(Set.of(Origin.of(drip)), Duration.ofSeconds(2)), drip, "fetch-timeout");
  }

  private static void sleep() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
