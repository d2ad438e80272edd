package org.bailiwick.contract.identifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.util.List;
import java.util.Locale;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The universal parser of list 1 (R26), and spellings by which one identifier looks like two. */
class IdentifierTest {
  private static final String ED25519 = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";
  private static final String P256 = "did:key:zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spiffe://bailiwick.example/agent/reader",
        "wimse://bailiwick.example/agent/reader",
        "did:web:agents.example",
        "did:web:agents.example:a:b-C_d.e",
        "did:web:agents.example%3A8443:a",
        ED25519,
        P256,
        "ans://v1.2.3.agent.example.com",
        "ans://v0.0.0.a.b",
        "dns:agent.example.com",
        "dns:xn--e1afmkfd.example",
        "urn:uuid:0193a1f3-58d0-7c39-b6e4-12a98f5d7c60",
        "https://agents.example/",
        "https://agents.example:8443/a/.well-known/agent-card.json"
      })
  void canonicalTextStaysAsItIs(String text) {
    Identifier read = Identifier.parse(text);
    assertThat(read.text()).isEqualTo(text);
    assertThat(text).startsWith(read.scheme().prefix());
    assertThat(IdentifierScheme.find(read.scheme().text())).contains(read.scheme());
  }

  @ParameterizedTest
  @CsvSource({
    "did:web:Agents.Example%3a8443:A, did:web:agents.example%3A8443:A",
    "ANS://V1.2.3.Agent.EXAMPLE.com, ans://v1.2.3.agent.example.com",
    "DNS:Agent.Example, dns:agent.example",
    "URN:UUID:0193A1F3-58D0-7C39-B6E4-12A98F5D7C60, urn:uuid:0193a1f3-58d0-7c39-b6e4-12a98f5d7c60",
    "HTTPS://Agents.Example/Card, https://agents.example/Card"
  })
  void onlyTheCaseOfLettersIsConverted(String text, String canonical) {
    assertThat(Identifier.parse(text)).isEqualTo(Identifier.parse(canonical));
    assertThat(Identifier.parse(text)).hasToString(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "agent.example.com",
        "mailto:a@b.example",
        "did:example:123",
        "did:webvh:x",
        "Did:web:agents.example",
        "did:WEB:agents.example",
        "http://agents.example/",
        "urn:isbn:0451450523",
        "urn:uuid:0193a1f358d07c39b6e412a98f5d7c60",
        "urn:uuid:0193a1f3-58d0-7c39-b6e4-12a98f5d7c60#a",
        "SPIFFE://bailiwick.example/agent/x",
        "spiffe://bailiwick.example",
        "WIMSE://bailiwick.example/agent/x",
        "wimse://bailiwick.example",
        "wimse://bailiwick.example:8443/agent/x",
        "wimse://bailiwick.example/agent/%78",
        "dns:agent.example.com.",
        "dns:agent..example",
        "dns:-a.example",
        "dns://1.1.1.1/agent.example",
        "dns:agent.example?type=TXT",
        "dns:127.0.0.1",
        "dns:2130706433",
        "dns:0x7f.1",
        "dns:[::1]",
        "dns:b\u0430iliwick.example", // Cyrillic a
        "dns:\u212aelvin.example", // the Kelvin sign, whose lower case is k
        "dns:agent_1.example",
        "ans://v1.2.agent.example.com",
        "ans://v01.2.3.agent.example.com",
        "ans://v1.2.3.agent",
        "ans://1.2.3.agent.example.com",
        "ans://v1.2.3.agent.example.com.",
        "ans://v1.2.3.agent.example.com/",
        "ans://v1.2.3.agent.example.com:443",
        "ans://v1.2.3.127.0.0.1",
        "ans://v1.2.3-rc1.agent.example.com",
        "ans://u@v1.2.3.agent.example.com",
        "did:web:",
        "did:web:127.0.0.1",
        "did:web:[::1]",
        "did:web:%5B::1%5D",
        "did:web:u%40agents.example",
        "did:web:u@agents.example",
        "did:web:agents.example.",
        "did:web:agents.example:",
        "did:web:agents.example::a",
        "did:web:agents.example:..:a",
        "did:web:agents.example:.:a",
        "did:web:agents.example:a%2Fb",
        "did:web:agents.example:%61",
        "did:web:agents.example:.well-known",
        "did:web:agents.example%3A443",
        "did:web:agents.example%3A08443",
        "did:web:agents.example%3A65536",
        "did:web:agents.example%3A",
        "did:web:agents.example%253A8443",
        "did:web:agents.example/a",
        "did:web:agents.example#key-1",
        "did:web:agents.example?versionId=1",
        "https://agents.example",
        "https://agents.example:443/",
        "https://agents.example:0/",
        "https://u@agents.example/",
        "https://u:p@agents.example/",
        "https://agents.example/a?b",
        "https://agents.example/a#b",
        "https://agents.example/%61",
        "https://agents.example/%2e%2e/a",
        "https://agents.example/a/../b",
        "https://agents.example/./a",
        "https://agents.example//a",
        "https://agents.example/a/",
        "https://agents.example\\@evil.example/",
        "https://agents.example./",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://0177.0.0.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[0:0:0:0:0:0:0:1]/",
        "https://agents.example/a b",
        "https://agents.example/a\n",
        "https://agents.example/\u0430"
      })
  void otherSpellingsAndAddressesAreRefused(String text) {
    refuses(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "did:key:",
        "did:key:z",
        "did:key:zzz",
        "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2do0", // 0 is no letter of base58
        "did:key:z1" + "6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK", // a zero octet before
        "did:key:u7QEu", // base64url
        "did:key:z6LSeu9HkTHSfLLeUs2nnzUSNedgDUevfNQgQjQC23ZCit6F", // X25519 cannot sign
        "did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme", // secp256k1
        "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK#key",
        "did:key:Z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
      })
  void otherKeysAreRefused(String text) {
    refuses(text);
  }

  @Test
  void longTextsAreRefusedAtOnce() {
    refuses("did:key:z" + "6".repeat(100_000));
    refuses("dns:" + "a.".repeat(50_000) + "a");
    refuses("https://agents.example/" + "a".repeat(2048));
    refuses("spiffe://a/" + "b".repeat(2048));
  }

  @Test
  void theAuthorityIsWhoGivesTheName() {
    assertThat(Identifier.parse("spiffe://a.example/agent/x").authority()).isEqualTo("a.example");
    assertThat(Identifier.parse("ans://v1.0.0.x.a.example").authority()).isEqualTo("x.a.example");
    assertThat(Identifier.parse("did:web:a.example%3A8443:x").authority()).isEqualTo("a.example");
    assertThat(Identifier.parse(ED25519).authority()).isEmpty();
  }

  @Test
  void aDocumentSpeaksForSomeIdentifiers() {
    assertThat(Identifier.parse("did:web:a.example").documentUrl())
        .contains("https://a.example/.well-known/did.json");
    assertThat(Identifier.parse("did:web:a.example%3A8443:x:y").documentUrl())
        .contains("https://a.example:8443/x/y/did.json");
    assertThat(Identifier.parse("dns:a.example").documentUrl())
        .contains("https://a.example/.well-known/bailiwick-agents.json");
    assertThat(Identifier.parse("https://a.example/c").documentUrl())
        .contains("https://a.example/c");
    assertThat(Identifier.parse("ans://v1.0.0.x.a.example").documentUrl()).isEmpty();
  }

  @Test
  void everyGeneratedKeyHasOneDid() throws Exception {
    List<AlgorithmParameterSpec> kinds =
        List.of(
            NamedParameterSpec.ED25519,
            new ECGenParameterSpec("secp256r1"),
            new ECGenParameterSpec("secp384r1"),
            new ECGenParameterSpec("secp521r1"));
    for (AlgorithmParameterSpec kind : kinds) {
      KeyPairGenerator generator =
          KeyPairGenerator.getInstance(kind == kinds.getFirst() ? "Ed25519" : "EC");
      generator.initialize(kind);
      for (int times = 0; times < 20; times++) {
        PublicKey key = generator.generateKeyPair().getPublic();
        String did = DidKey.of(key).orElseThrow();
        assertThat(DidKey.parse(did)).isEqualTo(key);
        assertThat(Identifier.parse(did)).hasToString(did);
        refuses(did.toLowerCase(Locale.ROOT).replace('l', '0'));
      }
    }
    assertThat(DidKey.of(DidKey.parse(P256))).contains(P256);
    assertThat(DidKey.parse(ED25519).getAlgorithm()).isEqualTo("EdDSA");
  }

  @Test
  void keysThatCannotBeSpelledHaveNoDid() throws Exception {
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(2048);
    assertThat(DidKey.of(rsa.generateKeyPair().getPublic())).isEmpty();
  }

  private static void refuses(String text) {
    assertThatThrownBy(() -> Identifier.parse(text))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.type()).isEqualTo(ProblemType.MALFORMED_REQUEST));
  }
}
