package org.bailiwick.node.renewal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestKeys;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateFilesTest {
  private static final String NODE = "spiffe://bailiwick.example/node/domain";

  @TempDir private Path folder;
  private final TestCa ca = TestCa.create("bailiwick.example");
  private X509Certificate present;
  private CertificateFiles files;

  @BeforeEach
  void write() throws IOException {
    KeyPair pair = TestKeys.ec();
    present = ca.certificateFor(NODE, pair);
    Files.writeString(folder.resolve("server.pem"), Pem.of(present));
    Files.writeString(folder.resolve("server.key"), Pem.of(pair.getPrivate()));
    files = new CertificateFiles(folder, CertificateUse.SERVER);
  }

  private List<X509Certificate> issue(KeyPair pair) {
    return List.of(ca.certificateFor(NODE, pair), ca.issuing());
  }

  private Instant lastThird() {
    Instant end = present.getNotAfter().toInstant();
    Duration life = Duration.between(present.getNotBefore().toInstant(), end);
    return end.minus(life.dividedBy(3)).plusSeconds(1);
  }

  @Test
  void keepsACertificateThatHasTwoThirdsToGo() throws IOException {
    assertThat(files.renewIfDue(lastThird().minusSeconds(2), this::issue)).isFalse();
    assertThat(Files.readString(folder.resolve("server.pem"))).isEqualTo(Pem.of(present));
  }

  /** Nobody takes it before it begins, so the node could not be reached for a month. */
  @Test
  void replacesACertificateThatAClockMadeThatWasAhead() throws IOException {
    Instant begin = present.getNotBefore().toInstant();
    assertThat(files.renewIfDue(begin, this::issue)).isFalse();
    assertThat(files.renewIfDue(begin.minus(Duration.ofDays(30)), this::issue)).isTrue();
  }

  @Test
  void replacesBothFilesByAPairThatFits() throws IOException {
    assertThat(files.renewIfDue(lastThird(), this::issue)).isTrue();
    List<X509Certificate> chain =
        Pem.certificates(Files.readAllBytes(folder.resolve("server.pem")));
    assertThat(chain).hasSize(2).doesNotContain(present);
    assertThat(Pem.privateKey(Files.readString(folder.resolve("server.key")))).isNotNull();
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("server.key"))))
        .isEqualTo("rw-------");
    try (var left = Files.list(folder)) {
      assertThat(left.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("server.pem", "server.key", "server.lock");
    }
  }

  @Test
  void keepsTheOldPairWhenTheNewCertificateIsForAnotherKey() throws IOException {
    assertThatThrownBy(() -> files.renewIfDue(lastThird(), pair -> issue(TestKeys.ec())))
        .isInstanceOf(IllegalStateException.class);
    assertThat(Files.readString(folder.resolve("server.pem"))).isEqualTo(Pem.of(present));
  }

  @Test
  void oneOfTwoComponentsOfANodeDoesIt() throws IOException {
    CertificateFiles twin = new CertificateFiles(folder, CertificateUse.SERVER);
    AtomicBoolean twinDid = new AtomicBoolean();
    Instant due = lastThird();
    boolean did =
        files.renewIfDue(
            due,
            pair -> {
              twinDid.set(twin.renewIfDue(due, this::issue));
              return issue(pair);
            });
    assertThat(did).isTrue();
    assertThat(twinDid).isFalse();
  }

  @Test
  void isNeverDueWhereTlsEndsElsewhere() throws IOException {
    Files.delete(folder.resolve("server.pem"));
    assertThat(files.renewIfDue(lastThird(), this::issue)).isFalse();
  }

  @Test
  void keepsTheClientsPairBesideAndWithoutTheAnchor() throws IOException {
    Files.copy(folder.resolve("server.pem"), folder.resolve("client.pem"));
    CertificateFiles client = new CertificateFiles(folder, CertificateUse.CLIENT);
    client.renewIfDue(lastThird(), pair -> List.of(ca.certificateFor(NODE, pair), ca.operatorCa()));
    assertThat(Pem.certificates(Files.readAllBytes(folder.resolve("client.pem"))))
        .hasSize(1)
        .doesNotContain(present);
    assertThat(Files.readString(folder.resolve("server.pem"))).isEqualTo(Pem.of(present));
  }
}
