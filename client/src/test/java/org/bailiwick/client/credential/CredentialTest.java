package org.bailiwick.client.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.bailiwick.client.testing.ScriptedNode;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialTest {
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
          .containsExactlyInAnyOrderElementsOf(List.of("key.pem", "chain.pem"));
    }
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
      secure.onBytes("/issuers/operator-ca.cer", CA.operatorCa().getEncoded());
      TrustedAuthority trusted = TrustedAuthority.fetch(plain.uri(), fingerprint(CA), secure.uri());
      assertThat(trusted).isEqualTo(new TrustedAuthority(CA.domain(), CA.root(), CA.operatorCa()));
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
