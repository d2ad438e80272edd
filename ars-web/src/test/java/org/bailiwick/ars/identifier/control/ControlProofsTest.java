package org.bailiwick.ars.identifier.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bailiwick.ars.identifier.control.IdentifierChangesTest.refuses;

import jakarta.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.bailiwick.ars.records.TestRegistry;
import org.bailiwick.contract.identifier.DidKey;
import org.bailiwick.contract.identifier.Identifier;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestCertificate;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.node.jose.PublicJwk;
import org.bailiwick.node.peer.TestPeers;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each scheme's own proof, and documents that prove nothing. */
class ControlProofsTest {
  private static final String ID = TestRegistry.identifier("1");
  private static final String WEB = "did:web:rates.example";
  private static final String DID_URL = "https://rates.example/.well-known/did.json";
  private static final String HOST = "dns:rates.example";
  private static final String HOST_URL = "https://rates.example/.well-known/bailiwick-agents.json";
  private static final String CARD = "https://rates.example/.well-known/agent-card.json";
  private static final String ANS = "ans://v1.0.0.rates.example";

  private final Map<String, String> documents = new HashMap<>();
  private final KeyPair ansKey = TestKeys.ec();
  private X509Certificate ansCa;
  private TestRegistry registry;
  private TestIdentifiers all;
  private VerifiedPeer agent;

  @BeforeEach
  void open(@TempDir Path folder) {
    registry = new TestRegistry(folder);
    Instant now = registry.clock.instant();
    ansCa =
        new TestCertificate("CN=ANS CA", ansKey.getPublic(), now, now.plus(Duration.ofDays(10)))
            .authority(0)
            .signedBy(new X500Principal("CN=ANS CA"), ansKey);
    all = new TestIdentifiers(registry, this::document, Set.of(ansCa), folder);
    TestLeaf leaf = registry.ca.agent("rates", "fx.rates@1");
    registry.list("1", leaf);
    agent = TestPeers.of(Kind.AGENT, leaf.certificate());
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private byte[] document(URI url) {
    return Optional.ofNullable(documents.get(url.toString()))
        .orElseThrow()
        .getBytes(StandardCharsets.UTF_8);
  }

  private void prove(String identifier, String proof) {
    all.changes.prove(
        agent,
        ID,
        new IdentifierRequest(
            Identifier.parse(identifier), Optional.empty(), Optional.ofNullable(proof)));
  }

  private void proves(String identifier, String proof) {
    prove(identifier, proof);
    assertThat(all.identifiers.holder(Identifier.parse(identifier))).contains(ID);
    all.changes.remove(agent, ID, Identifier.parse(identifier));
  }

  private TestProof proof(String identifier) {
    JsonObject challenge = all.changes.challenge(agent, ID, Identifier.parse(identifier));
    return TestProof.of(challenge, registry.clock.instant());
  }

  @Test
  void aDidDocumentNamesTheAgentOrHasTheKeyOfTheProof() {
    String named = "{\"id\":\"" + WEB + "\",\"alsoKnownAs\":[\"" + agent.id() + "\"]}";
    documents.put(DID_URL, named);
    proves(WEB, null);
    for (String other :
        List.of(
            named.replace(WEB, "did:web:other.example"),
            named.replace("alsoKnownAs", "alsoknownas"),
            named.replace(agent.id().toString(), agent.id() + "x"),
            named.replace("[\"" + agent.id() + "\"]", "\"" + agent.id() + "\""),
            "{}",
            "[]",
            "",
            "{\"id\":\"" + WEB + "\",\"id\":\"" + WEB + "\"}",
            "[".repeat(10_000))) {
      documents.put(DID_URL, other);
      assertThat(refusal(WEB, null)).as(other).startsWith("proof-of-possession-failed");
    }
  }

  private String refusal(String identifier, String proof) {
    try {
      prove(identifier, proof);
      return "accepted";
    } catch (ProblemException e) {
      return e.type().slug() + " " + e.check();
    }
  }

  @Test
  void aDidDocumentsKeysForAuthenticationSign() {
    KeyPair pair = TestKeys.ec();
    KeyPair edwards = TestKeys.ed25519();
    String jwk = PublicJwk.of(pair.getPublic()).toString();
    String multibase = DidKey.of(edwards.getPublic()).orElseThrow().substring("did:key:".length());
    String text =
        """
        {"id":"%1$s","verificationMethod":[
          {"id":"%1$s#a","controller":"%1$s","type":"JsonWebKey","publicKeyJwk":%2$s},
          {"id":"#b","controller":"%1$s","type":"Multikey","publicKeyMultibase":"%3$s"}],
         "authentication":["%1$s#a","%1$s#b","#none",7,null]}
        """
            .formatted(WEB, jwk, multibase);
    documents.put(DID_URL, text);
    proves(WEB, proof(WEB).es256(pair));
    proves(WEB, proof(WEB).ed25519(edwards));
    assertThat(refusal(WEB, proof(WEB).es256(TestKeys.ec())))
        .endsWith("identifier-proof-signature");
    documents.put(DID_URL, text.replace("authentication", "keyAgreement"));
    assertThat(refusal(WEB, proof(WEB).es256(pair))).endsWith("identifier-proof-key");
    documents.put(
        DID_URL, text.replace("\"controller\":\"" + WEB, "\"controller\":\"did:web:x.example"));
    assertThat(refusal(WEB, proof(WEB).es256(pair))).endsWith("identifier-proof-key");
    documents.put(DID_URL, "{\"id\":\"" + WEB + "\",\"authentication\":[{\"publicKeyJwk\":7}]}");
    assertThat(refusal(WEB, proof(WEB).es256(pair))).endsWith("identifier-proof-key");
  }

  @Test
  void aHostListsItsAgents() {
    documents.put(HOST_URL, "{\"agents\":[\"spiffe://a.b/agent/x\",\"" + agent.id() + "\"]}");
    proves(HOST, null);
    refuses("identifier-proof-unused", () -> prove(HOST, "a.b.c"));
    documents.put(HOST_URL, "{\"agents\":\"" + agent.id() + "\"}");
    refuses("identifier-document-names", () -> prove(HOST, null));
  }

  @Test
  void aCardHasTheAgentsSignedAttributes() {
    String card =
        """
        {"name":"Rates","capabilities":{"extensions":[{"uri":"urn:x"},
         {"uri":"urn:bailiwick:a2a:signed-attributes","params":{"agent":"%s"}}]}}
        """
            .formatted(agent.id());
    documents.put(CARD, card);
    proves(CARD, null);
    documents.put(CARD, card.replace("signed-attributes", "self-description"));
    refuses("identifier-document-names", () -> prove(CARD, null));
    documents.put(CARD, card.replace("params", "parameters"));
    refuses("identifier-document-names", () -> prove(CARD, null));
  }

  private List<X509Certificate> ansChain(String name, KeyPair key, GeneralName... more) {
    Instant now = registry.clock.instant();
    GeneralName[] names = new GeneralName[more.length + 1];
    names[0] = new GeneralName(GeneralName.uniformResourceIdentifier, name);
    System.arraycopy(more, 0, names, 1, more.length);
    return List.of(
        new TestCertificate("CN=a", key.getPublic(), now, now.plus(Duration.ofMinutes(20)))
            .endEntity(names)
            .signedBy(new X500Principal("CN=ANS CA"), ansKey));
  }

  @Test
  void anAnsNameIsProvedByItsCertificateAndNoLongerThanThat() {
    KeyPair pair = TestKeys.ec();
    List<X509Certificate> chain = ansChain(ANS, pair);
    prove(ANS, proof(ANS).chain(chain).es256(pair));
    assertThat(all.identifiers.of(List.of(ID)).get(ID))
        .filteredOn(each -> each.text().equals(ANS))
        .singleElement()
        .satisfies(
            each -> assertThat(each.until()).contains(chain.getFirst().getNotAfter().toInstant()));
    all.changes.remove(agent, ID, Identifier.parse(ANS));
    proves(ANS, proof(ANS).chain(List.of(chain.getFirst(), ansCa)).es256(pair));

    refuses(
        "identifier-proof-signature",
        () -> prove(ANS, proof(ANS).chain(chain).es256(TestKeys.ec())));
    refuses("ans-chain", () -> prove(ANS, proof(ANS).es256(pair)));
    for (List<X509Certificate> wrong :
        List.of(
            ansChain("ans://v1.0.1.rates.example", pair),
            ansChain("ans://V1.0.0.Rates.Example", pair),
            ansChain(ANS, pair, new GeneralName(GeneralName.uniformResourceIdentifier, "urn:x:y")),
            List.of(ansCa))) {
      refuses("ans-certificate-name", () -> prove(ANS, proof(ANS).chain(wrong).es256(pair)));
    }
    refuses(
        "ans-certificate-path",
        () -> prove(ANS, proof(ANS).chain(List.of(selfSigned(pair))).es256(pair)));
    registry.clock.move(Duration.ofMinutes(21));
    refuses("ans-certificate-path", () -> prove(ANS, proof(ANS).chain(chain).es256(pair)));
  }

  private X509Certificate selfSigned(KeyPair key) {
    Instant now = registry.clock.instant();
    return new TestCertificate("CN=ANS CA", key.getPublic(), now, now.plus(Duration.ofDays(1)))
        .endEntity(new GeneralName(GeneralName.uniformResourceIdentifier, ANS))
        .signedBy(new X500Principal("CN=ANS CA"), key);
  }
}
