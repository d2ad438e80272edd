package org.bailiwick.master.peopleclients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Redirect URIs and the files that have them, whatever comes. */
class RedirectUriPropertiesTest {
  private static final RedirectUri LOOPBACK = RedirectUri.parse("http://127.0.0.1/back");
  private static final RedirectUri WEB = RedirectUri.parse("https://desk.example/back");
  private static final String GOOD =
      """
      {"client_id": "desk", "kind": "public", "provider": "idp", "scopes": ["fx.rates@1"],
       "redirect_uris": ["http://127.0.0.1/back"]}""";

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1/back, true",
    "http://127.0.0.1:1/back, true",
    "http://127.0.0.1:65535/back, true",
    "http://127.0.0.1:0/back, false",
    "http://127.0.0.1:123456/back, false",
    "http://127.0.0.1:/back, false",
    "http://127.0.0.1:80/back/, false",
    "http://127.0.0.1:80/Back, false",
    "http://127.0.0.1:80/back?x=1, false",
    "http://127.0.0.1:80/back#x, false",
    "http://127.0.0.1.evil.example/back, false",
    "http://127.0.0.1:80.evil.example/back, false",
    "http://127.0.0.1:80@evil.example/back, false",
    "http://127.0.0.1@evil.example/back, false",
    "http://[::1]:80/back, false",
    "https://127.0.0.1/back, false",
    "HTTP://127.0.0.1/back, false",
  })
  void onlyThePortOfALoopbackAddressMayDiffer(String other, boolean matches) {
    assertThat(LOOPBACK.matches(other)).isEqualTo(matches);
    assertThat(WEB.matches(other)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost/back",
        "http://desk.example/back",
        "http://127.0.0.1.example/back",
        "https://u@desk.example/back",
        "https://desk.example/back#x",
        "com.example.desk:/back",
        "javascript:alert(1)",
        "/back",
        "https:///back",
        "not a uri",
        "",
      })
  void refusesOtherForms(String text) {
    assertThatThrownBy(() -> RedirectUri.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  /** Whatever text is taken for the loopback address, a browser goes to the loopback address. */
  @Property(tries = 500)
  void aMatchIsAtTheSameHost(@ForAll @StringLength(max = 40) String middle) {
    String other = "http://127.0.0.1" + middle + "/back";
    if (LOOPBACK.matches(other)) {
      URI uri = URI.create(other);
      assertThat(uri.getHost()).isEqualTo("127.0.0.1");
      assertThat(uri.getPath()).isEqualTo("/back");
      assertThat(uri.getUserInfo()).isNull();
    }
  }

  @Property(tries = 500)
  void anotherTextIsAnotherUri(@ForAll @StringLength(max = 60) String text) {
    assertThat(WEB.matches(text)).isFalse();
  }

  private static Optional<ReviewedClient> read(byte[] content) {
    try {
      return Optional.of(PeopleClientFile.client(content));
    } catch (IOException refused) {
      assertThat(refused.getMessage()).isNotEmpty();
      return Optional.empty();
    }
  }

  @Property(tries = 300)
  void anyBytesAreNoClient(@ForAll byte[] content) {
    assertThat(read(content)).isEmpty();
  }

  /** One octet changed: it may be another client, but never one at another kind of place. */
  @Property(tries = 500)
  void aDescriptionWithOneOctetChanged(
      @ForAll @IntRange(min = 0, max = 150) int place, @ForAll byte octet) {
    byte[] content = GOOD.getBytes(StandardCharsets.US_ASCII);
    content[place % content.length] = octet;
    read(content)
        .ifPresent(
            client ->
                assertThat(client.redirectUris())
                    .singleElement()
                    .asString()
                    .startsWith("http://127.0.0.1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"public\"|\"confidential\"",
        "\"desk\"|\"spiffe://a/b\"",
        "\"desk\"|\"Desk\"",
        "\"idp\"|\"../idp\"",
        "[\"fx.rates@1\"]|\"fx.rates@1\"",
        "[\"fx.rates@1\"]|[1]",
        "[\"http://127.0.0.1/back\"]|[]",
        "[\"http://127.0.0.1/back\"]|[\"http://desk.example/back\"]",
        "\"kind\": \"public\", |",
        "\"kind\"|\"secret\": \"x\", \"kind\"",
      })
  void refusesFilesWithAFault(String part, String instead) {
    String faulty = GOOD.replace(part, instead == null ? "" : instead);
    assertThat(faulty).isNotEqualTo(GOOD);
    assertThat(read(faulty.getBytes(StandardCharsets.UTF_8))).isEmpty();
  }
}
