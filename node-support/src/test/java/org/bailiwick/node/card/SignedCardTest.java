package org.bailiwick.node.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonObject;
import java.util.List;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.node.hsm.InMemorySigningKey;
import org.bailiwick.node.hsm.KeyShape;
import org.bailiwick.node.jose.JwsSigner;
import org.bailiwick.node.jose.PublicJwk;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;

/** Tests canonical forms and signatures of cards (A2A 1.0 section 8.4). */
class SignedCardTest {
  private final InMemorySigningKey key = InMemorySigningKey.generate("cards", KeyShape.EC_P256);
  private final JwsSigner signer = new JwsSigner(key, PublicJwk.thumbprint(key.publicKey()));

  private static JsonObject read(String card) {
    return StrictJson.object(card);
  }

  @Test
  void canonicalFormsAreSortedAndOneIsWithoutEmptyValues() {
    JsonObject card =
        read(
            "{\"b\":{\"d\":{},\"c\":true},\"a\":[{\"z\":\"\",\"y\":null,\"x\":1.50},[]],\"e\":[]}");
    assertThat(CanonicalCard.forms(card))
        .containsExactly(
            "{\"a\":[{\"x\":1.5,\"y\":null,\"z\":\"\"},[]],\"b\":{\"c\":true,\"d\":{}},\"e\":[]}",
            "{\"a\":[{\"x\":1.5}],\"b\":{\"c\":true}}");
    assertThat(CanonicalCard.forms(read("{\"b\":0,\"a\":false}")))
        .containsExactly("{\"a\":false,\"b\":0}");
  }

  /** RFC 8785 section 3.2: code units order the names, and characters stay as they are. */
  @Test
  void signsTheOctetsOfTheCanonicalForm() throws JoseException {
    JsonObject card =
        read("{\"\u20ac\":\"Gr\u00fc\u00dfe\\u000f\",\"a\":\"\ud83d\ude00\",\"\ufb33\":\"1\"}");
    SignedCard signed = SignedCard.of(card, payload -> signer.signText(SignedCard.TYPE, payload));
    List<JsonObject> signatures =
        read(signed.text()).getJsonArray("signatures").getValuesAs(JsonObject.class);
    assertThat(signatures).hasSize(1);
    String canonical =
        "{\"a\":\"\ud83d\ude00\",\"\u20ac\":\"Gr\u00fc\u00dfe\\u000f\",\"\ufb33\":\"1\"}";
    assertThat(isSigned(signatures.getFirst(), canonical)).isTrue();
    assertThat(isSigned(signatures.getFirst(), canonical.replace("Gr", "gr"))).isFalse();
    assertThat(signed.tag()).matches("[0-9a-f]{64}").isEqualTo(new SignedCard(card, "").tag());
  }

  private boolean isSigned(JsonObject signature, String payload) throws JoseException {
    String kid = PublicJwk.thumbprint(key.publicKey());
    return CardSignatures.isSigned(
        signature, payload, named -> named.equals(kid) ? key.publicKey() : null);
  }

  @Test
  void refusesASignerThatSignsSomethingElse() {
    JsonObject card = read("{\"a\":\"1\"}");
    assertThatThrownBy(() -> SignedCard.of(card, payload -> signer.signText("JOSE", payload + " ")))
        .isInstanceOf(IllegalStateException.class);
  }
}
