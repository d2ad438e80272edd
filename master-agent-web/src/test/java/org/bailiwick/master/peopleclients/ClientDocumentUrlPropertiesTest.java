package org.bailiwick.master.peopleclients;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** URLs of metadata documents, and what a file's URL covers, whatever comes. */
class ClientDocumentUrlPropertiesTest {
  private static final String GOOD = "https://apps.example:8443/oauth/desk.json";
  private static final ClientDocumentUrl BELOW = url("https://apps.example:8443/oauth/");

  private static ClientDocumentUrl url(String text) {
    return ClientDocumentUrl.find(text).orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        GOOD,
        "https://apps.example/",
        "https://apps.example/.well-known/client",
        "https://apps.example/a//b",
        "https://apps.example/...",
        "https://127.0.0.1:8443/client.json",
        "https://xn--bcher-kva.example/a@b;c=(d)!",
      })
  void readsUrls(String text) {
    assertThat(ClientDocumentUrl.find(text)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "https://apps.example",
        "https:///desk.json",
        "https:/apps.example/desk.json",
        "http://apps.example/desk.json",
        "HTTPS://apps.example/desk.json",
        "https://Apps.example/desk.json",
        "https://apps.example./desk.json",
        "https://apps..example/desk.json",
        "https://apps_.example/desk.json",
        "https://-apps.example/desk.json",
        "https://user@apps.example/desk.json",
        "https://user:secret@apps.example/desk.json",
        "https://@apps.example/desk.json",
        "https://apps.example/desk.json#part",
        "https://apps.example/desk.json#",
        "https://apps.example/desk.json?version=1",
        "https://apps.example/desk.json?",
        "https://apps.example/./desk.json",
        "https://apps.example/a/../desk.json",
        "https://apps.example/..",
        "https://apps.example/a/.",
        "https://apps.example/%2e%2e/desk.json",
        "https://apps.example/a%2Fb",
        "https://apps.example/a%",
        "https://apps.example/a\\b",
        "https://apps.example\\@evil.example/desk.json",
        "https://apps.example/a b",
        " https://apps.example/a",
        "https://apps.example/a\n",
        "https://apps.example/ä",
        "https://äpps.example/a",
        "https://apps.example:443/desk.json",
        "https://apps.example:/desk.json",
        "https://apps.example:0/desk.json",
        "https://apps.example:08443/desk.json",
        "https://apps.example:65536/desk.json",
        "https://2130706433/desk.json",
        "https://0177.0.0.1/desk.json",
        "https://0x7f.0.0.1/desk.json",
        "https://127.1/desk.json",
        "https://[::1]/desk.json",
        "https://[::ffff:127.0.0.1]/desk.json",
        "spiffe://bailiwick.example/agent/a",
      })
  void refusesOtherTexts(String text) {
    assertThat(ClientDocumentUrl.find(text)).isEmpty();
  }

  @Property(tries = 20)
  void anIdIsNoLongerThanItsColumn(@ForAll @IntRange(min = 0, max = 600) int more) {
    String text = GOOD + "x".repeat(more);
    assertThat(ClientDocumentUrl.find(text).isPresent()).isEqualTo(text.length() <= 512);
  }

  @ParameterizedTest
  @CsvSource({
    "https://apps.example:8443/oauth/, true",
    "https://apps.example:8443/oauth/desk.json, true",
    "https://apps.example:8443/oauth/a/b, true",
    "https://apps.example:8443/oauth, false",
    "https://apps.example:8443/oauthx, false",
    "https://apps.example/oauth/desk.json, false",
    "https://apps.example.evil.example:8443/oauth/desk.json, false",
    "https://other.example:8443/oauth/desk.json, false",
  })
  void aSlashAtTheEndCoversWhatIsBelow(String other, boolean isCovered) {
    assertThat(BELOW.covers(url(other))).isEqualTo(isCovered);
  }

  @Property(tries = 300)
  void withoutOneItCoversItselfAlone(@ForAll("texts") String end) {
    ClientDocumentUrl exact = url(GOOD);
    ClientDocumentUrl.find(GOOD + end)
        .ifPresent(other -> assertThat(exact.covers(other)).isEqualTo(end.isEmpty()));
  }

  /** Pieces of which URLs consist, and of which tricks do. */
  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of(
            "https://",
            "apps.example",
            ":8443",
            "/",
            "..",
            ".",
            "oauth",
            "@",
            "#",
            "?",
            "%2e",
            "%2F",
            "\\",
            "127.0.0.1",
            "[::1]",
            ":",
            ";",
            "\t",
            "\u0000",
            "é",
            "A",
            "a")
        .list()
        .ofMaxSize(7)
        .map(parts -> String.join("", parts));
  }

  /** What is read means one place to every reader of URLs. */
  @Property(tries = 2000)
  void whatIsReadHasOneMeaning(@ForAll("texts") String end) {
    for (String text : new String[] {end, "https://" + end, GOOD + end}) {
      Optional<ClientDocumentUrl> found = ClientDocumentUrl.find(text);
      if (found.isPresent()) {
        URI uri = URI.create(text);
        assertThat(uri.normalize().getRawPath()).isEqualTo(uri.getRawPath().replaceAll("/+", "/"));
        assertThat(uri.getScheme()).isEqualTo("https");
        assertThat(uri.getHost()).isEqualTo(uri.getHost().toLowerCase(Locale.ROOT));
        assertThat(uri.getRawAuthority()).doesNotContain("@");
        assertThat(uri.getRawPath()).startsWith("/");
        assertThat(URLDecoder.decode(text.replace("+", ""), StandardCharsets.UTF_8))
            .isEqualTo(text.replace("+", ""));
        assertThat(uri.getRawQuery()).isNull();
        assertThat(uri.getRawFragment()).isNull();
        assertThat(text).isEqualTo(uri.toASCIIString());
      }
    }
  }

  /** Whatever a file's URL covers is on its origin, and below its path. */
  @Property(tries = 1000)
  void whatIsCoveredIsBelow(@ForAll("texts") String end) {
    for (String text : new String[] {BELOW.text() + end, "https://" + end, GOOD + end}) {
      ClientDocumentUrl.find(text)
          .filter(BELOW::covers)
          .ifPresent(
              covered -> {
                assertThat(covered.origin()).isEqualTo(BELOW.origin());
                assertThat(covered.uri().normalize().getPath()).startsWith("/oauth/");
              });
    }
  }

  /** One character changed: mostly another URL or none, and never one of another origin. */
  @Property(tries = 1000)
  void oneCharacterChanged(@ForAll @IntRange(min = 0, max = 40) int place, @ForAll char character) {
    StringBuilder text = new StringBuilder(GOOD);
    text.setCharAt(place % GOOD.length(), character);
    ClientDocumentUrl.find(text.toString())
        .filter(BELOW::covers)
        .ifPresent(covered -> assertThat(covered.origin()).isEqualTo(BELOW.origin()));
  }
}
