package org.bailiwick.contract.identifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.bailiwick.contract.problem.ProblemException;

/** What holds for every text: one canonical form, which no other identifier shares. */
class IdentifierPropertiesTest {
  private static final String CHARACTERS = "aAzZ019.-_:/%@?#[]~!\\ \u0430\u212a";

  private static final String[] BEGINNINGS = {
    "spiffe://a.b/c",
    "wimse://a.b/c",
    "did:web:a.b",
    "did:web:a.b%3A81:c",
    "ans://v1.0.2.a.b",
    "dns:a.b",
    "urn:uuid:0193a1f3-58d0-7c39-b6e4-12a98f5d7c6f",
    "https://a.b:81/c",
    "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
  };

  /** An identifier in which one place is replaced by a few characters. */
  @Provide
  Arbitrary<String> texts() {
    return Combinators.combine(
            Arbitraries.of(BEGINNINGS),
            Arbitraries.integers().between(0, 60),
            Arbitraries.strings().withChars(CHARACTERS.toCharArray()).ofMaxLength(4),
            Arbitraries.of(true, false))
        .as(
            (text, place, put, upper) -> {
              int at = Math.min(place, text.length());
              String changed =
                  text.substring(0, at) + put + text.substring(Math.min(at + 1, text.length()));
              return upper ? changed.toUpperCase(Locale.ROOT) : changed;
            });
  }

  private static Optional<Identifier> read(String text) {
    try {
      return Optional.of(Identifier.parse(text));
    } catch (ProblemException refused) {
      return Optional.empty();
    }
  }

  @Property(tries = 5000)
  void theCanonicalFormIsAFixedPoint(@ForAll("texts") String text) {
    read(text)
        .ifPresent(
            read -> {
              assertThat(Identifier.parse(read.text())).isEqualTo(read);
              assertThat(read.text()).matches("[\\x21-\\x7e]{1,2048}");
              assertThat(read.text()).startsWith(read.scheme().prefix());
            });
  }

  /** Nothing but case is converted, so what differs in more than case is never the same. */
  @Property(tries = 5000)
  void noTwoSpellingsDifferInMoreThanCase(@ForAll("texts") String text) {
    read(text).ifPresent(read -> assertThat(read.text()).isEqualToIgnoringCase(text));
  }

  /** A document's URL has the authority that the identifier shows, whatever a URL parser thinks. */
  @Property(tries = 5000)
  void theDocumentIsAtTheAuthority(@ForAll("texts") String text) {
    read(text)
        .flatMap(read -> read.documentUrl().map(url -> new String[] {url, read.authority()}))
        .ifPresent(
            pair -> {
              URI uri = URI.create(pair[0]);
              assertThat(uri.getHost()).isEqualTo(pair[1]);
              assertThat(uri.getRawUserInfo()).isNull();
              assertThat(uri.getRawQuery()).isNull();
              assertThat(uri.normalize()).isEqualTo(uri);
            });
  }
}
