package org.bailiwick.client.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.bailiwick.client.http.JsonEndpoint;
import org.bailiwick.client.testing.ScriptedNode;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.contract.tls.SpiffeTrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialTest {
  private static final byte[] BUNDLE =
      ("{\"keys\":[],\"bailiwick_operator_cas\":[{\"issuer_id\":\"operator-ca\"},"
              + "{\"issuer_id\":\"operator-ca-2\"}]}")
          .getBytes(StandardCharsets.US_ASCII);

  private static final TestCa CA = TestCa.create("bailiwick.example");

  @TempDir Path folder;

  private static String fingerprint(TestCa ca) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(ca.root().getEncoded()));
  }

  @Test
  void readsWhatItWroteAndGuardsTheKey() throws Exception {
    TestLeaf leaf = CA.agent("reader", "invoice.parse@1");
    CredentialFolder credential = CredentialFolder.at(folder.resolve("agent"));
    credential.write(leaf.key(), leaf.chain());
    credential.write(leaf.key(), leaf.chain());
    assertThat(credential.key()).isEqualTo(leaf.key());
    assertThat(credential.chain()).isEqualTo(leaf.chain());
    assertThat(credential.credential().agent())
        .hasToString("spiffe://bailiwick.example/agent/reader");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(credential.path().resolve("key.pem"))))
        .isEqualTo("rw-------");
    try (Stream<Path> files = Files.list(credential.path())) {
      assertThat(files.map(Path::getFileName).map(Path::toString))
          .containsExactlyInAnyOrderElementsOf(
              List.of("key.pem", "chain.pem", "current", "generations"));
    }
    assertThat(Files.readString(credential.path().resolve("chain.pem")))
        .isEqualTo(Pem.of(leaf.chain()));
  }

  @Test
  void readsFilesThatWerePutThereByHandAndReplacesBothInOneStep() throws Exception {
    TestLeaf first = CA.agent("reader", "invoice.parse@1");
    first.writeTo(folder);
    CredentialFolder credential = CredentialFolder.at(folder);
    assertThat(credential.key()).isEqualTo(first.key());
    TestLeaf second = CA.agent("reader", "invoice.parse@1");
    credential.write(second.key(), second.chain());
    assertThat(credential.key()).isEqualTo(second.key());
    assertThat(Pem.privateKey(Files.readString(folder.resolve("key.pem")))).isEqualTo(second.key());
    TestLeaf third = CA.agent("reader", "invoice.parse@1");
    TestLeaf fourth = CA.agent("reader", "invoice.parse@1");
    credential.write(third.key(), third.chain());
    credential.write(fourth.key(), fourth.chain());
    assertThat(credential.chain()).isEqualTo(fourth.chain());
    assertThat(folder.resolve("generations/1")).doesNotExist();
    assertThat(folder.resolve("generations/2")).exists();
  }

  /** Each call at a server of its own, so that none resumes a session. */
  @Test
  void aTlsContextShowsTheCredentialThatIsInUseThen() throws Exception {
    CredentialFolder credential = CredentialFolder.at(folder);
    TestLeaf first = CA.agent("first", "invoice.parse@1");
    TestLeaf second = CA.agent("second", "invoice.parse@1");
    credential.write(first.key(), first.chain());
    SSLContext tls = credential.tls(CA.trust());
    assertThat(shownBy(tls)).hasToString("spiffe://bailiwick.example/agent/first");
    credential.write(second.key(), second.chain());
    assertThat(shownBy(tls)).hasToString("spiffe://bailiwick.example/agent/second");
  }

  private static SpiffeId shownBy(SSLContext tls) throws Exception {
    try (ScriptedNode node = ScriptedNode.overTls(CA.nodeServer("domain").tls(CA.trust()));
        JsonEndpoint endpoint = new JsonEndpoint(node.uri(), tls)) {
      node.onBytes("/x", new byte[] {1});
      endpoint.bytes("/x");
      return node.calls().getFirst().peer().orElseThrow();
    }
  }

  @Test
  void aGenerationThatACrashLeftCompleteComesIntoUse() throws Exception {
    TestLeaf first = CA.agent("reader", "invoice.parse@1");
    TestLeaf second = CA.agent("reader", "invoice.parse@1");
    CredentialFolder credential = CredentialFolder.at(folder);
    credential.write(first.key(), first.chain());
    credential.write(second.key(), second.chain());
    Files.delete(folder.resolve("current"));
    Files.createSymbolicLink(folder.resolve("current"), Path.of("generations/1"));
    assertThat(credential.chain()).isEqualTo(first.chain());
    credential.next().alone(() -> assertThat(credential.chain()).isEqualTo(second.chain()));
  }

  @Test
  void saysWhichFileIsMissing() {
    assertThatThrownBy(() -> CredentialFolder.at(folder).key()).hasMessageContaining("key.pem");
  }

  @Test
  void learnsTheAnchorsFromOnePinnedFingerprint() throws Exception {
    TestLeaf server = CA.nodeServer("authority");
    try (ScriptedNode plain = ScriptedNode.plain();
        ScriptedNode secure = ScriptedNode.overTls(server.tls(CA.trust()))) {
      plain.onBytes("/issuers/root.cer", CA.root().getEncoded());
      X509Certificate second = CA.anotherOperatorCa("operator-ca-2", TestKeys.ec());
      secure.onBytes("/issuers/operator-ca.cer", CA.operatorCa().getEncoded());
      secure.onBytes("/issuers/operator-ca-2.cer", second.getEncoded());
      secure.onBytes("/.well-known/spiffe-bundle", BUNDLE);
      TrustedAuthority trusted = TrustedAuthority.fetch(plain.uri(), fingerprint(CA), secure.uri());
      assertThat(trusted.domain()).isEqualTo(CA.domain());
      assertThat(trusted.root()).isEqualTo(CA.root());
      assertThat(trusted.operatorCas()).containsExactlyInAnyOrder(CA.operatorCa(), second);
    }
  }

  /** A root that followed the first is published under its own fingerprint. */
  @Test
  void findsALaterRootByItsFingerprint() throws Exception {
    TestLeaf server = CA.nodeServer("authority");
    try (ScriptedNode plain = ScriptedNode.plain();
        ScriptedNode secure = ScriptedNode.overTls(server.tls(CA.trust()))) {
      plain.onBytes("/issuers/root.cer", TestCa.create("bailiwick.example").root().getEncoded());
      plain.onBytes("/issuers/" + fingerprint(CA) + ".cer", CA.root().getEncoded());
      secure.onBytes("/issuers/operator-ca.cer", CA.operatorCa().getEncoded());
      secure.onBytes("/issuers/operator-ca-2.cer", CA.operatorCa().getEncoded());
      secure.onBytes("/.well-known/spiffe-bundle", BUNDLE);
      assertThat(TrustedAuthority.fetch(plain.uri(), fingerprint(CA), secure.uri()).root())
          .isEqualTo(CA.root());
    }
  }

  @Test
  void refusesAnotherRootThanThePinnedOne() throws Exception {
    try (ScriptedNode plain = ScriptedNode.plain()) {
      plain.onBytes("/issuers/root.cer", CA.root().getEncoded());
      for (String pinned : List.of(fingerprint(TestCa.create("bailiwick.example")), "", "zz")) {
        assertThatThrownBy(() -> TrustedAuthority.fetch(plain.uri(), pinned, plain.uri()))
            .isInstanceOfSatisfying(
                ProblemException.class,
                e -> assertThat(e.type()).isEqualTo(ProblemType.CREDENTIAL_NOT_TRUSTED));
      }
    }
  }

  /** Each kind of certificate, with the gates of clients that it passes. */
  @ParameterizedTest
  @CsvSource({
    "/agent/x, true, false",
    "/node/x, true, true",
    "/service/x, false, false",
    "/device/x, false, false",
    "/operator/officer/x, false, false"
  })
  void trustsOnlyAgentsAndNodesWhateverIsExpected(String path, boolean any, boolean asNode) {
    TrustedAuthority trusted = new TrustedAuthority(CA.domain(), CA.root(), Set.of());
    TestLeaf leaf = CA.leafWithUri("spiffe://bailiwick.example" + path);
    assertThat(isTrusted(trusted.trust(id -> true), leaf)).isEqualTo(any);
    assertThat(isTrusted(trusted.trust(SpiffeId::isNode), leaf)).isEqualTo(asNode);
    assertThat(isTrusted(trusted.trust(leaf.id()::equals), leaf)).isEqualTo(any);
  }

  private static boolean isTrusted(SpiffeTrustManager trust, TestLeaf leaf) {
    X509Certificate[] chain = leaf.chain().toArray(X509Certificate[]::new);
    try {
      trust.checkServerTrusted(chain, "UNKNOWN");
      trust.checkClientTrusted(chain, "UNKNOWN");
      return true;
    } catch (CertificateException refused) {
      return false;
    }
  }

  @Test
  void readsTheNameOfAServiceThatIsNoAgent() {
    TestLeaf broker = CA.leafWithUri("spiffe://bailiwick.example/service/broker");
    CredentialFolder credential = CredentialFolder.at(folder);
    credential.write(broker.key(), broker.chain());
    assertThat(credential.workload()).hasToString("spiffe://bailiwick.example/service/broker");
    assertThat(credential.serial().value()).isEqualTo(broker.certificate().getSerialNumber());
    assertThatThrownBy(credential::credential).isInstanceOf(ProblemException.class);
  }

  @Test
  void refusesAServerThatIsNotTheAuthorityNode() throws Exception {
    for (TestLeaf server :
        List.of(
            CA.nodeServer("domain"),
            CA.agent("authority", "x@1"),
            TestCa.create("bailiwick.example").nodeServer("authority"))) {
      try (ScriptedNode plain = ScriptedNode.plain();
          ScriptedNode secure = ScriptedNode.overTls(server.tls(CA.trust()))) {
        plain.onBytes("/issuers/root.cer", CA.root().getEncoded());
        secure.onBytes("/issuers/operator-ca.cer", CA.operatorCa().getEncoded());
        String pinned = fingerprint(CA);
        assertThatThrownBy(() -> TrustedAuthority.fetch(plain.uri(), pinned, secure.uri()))
            .isInstanceOf(ProblemException.class);
        assertThat(secure.calls()).isEmpty();
      }
    }
  }
}
