package org.bailiwick.command.campus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.contract.identity.WorkloadKind;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.packetfilter.firewall.IpNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RadiusFolderTest {
  private static final String DOMAIN = "bailiwick.example";

  private final TestCa authority = TestCa.create(DOMAIN);
  @TempDir private Path temp;

  private CredentialFolder credential(String path) {
    TestLeaf leaf = authority.leafWithUri("spiffe://" + DOMAIN + path);
    CredentialFolder folder = CredentialFolder.at(temp.resolve("credential"));
    folder.write(leaf.key(), leaf.chain());
    return folder;
  }

  private RadiusFolder.Plan plan(String listen) {
    return new RadiusFolder.Plan(
        credential("/service/radius").path(),
        authority.domain(),
        EnumSet.of(WorkloadKind.DEVICE, WorkloadKind.AGENT),
        IpNetwork.parse(listen),
        18_120,
        URI.create("http://127.0.0.1:8080/ocsp"),
        600,
        List.of(
            new VlanRule(WorkloadKind.DEVICE, "camera-", true, "120"),
            new VlanRule(WorkloadKind.AGENT, "", true, "clerks")));
  }

  private RadiusFolder written(String name, String listen) {
    RadiusFolder folder = RadiusFolder.at(temp.resolve(name));
    folder.write(
        plan(listen),
        authority.root(),
        List.of(new RadiusClient("hall", IpNetwork.parse("192.0.2.1"), "0123456789abcdef", 3799)));
    return folder;
  }

  @Test
  void writesFilesThatFreeRadiusTakes() throws IOException {
    Optional<RadiusProgram> program = RadiusProgram.find("/usr/sbin:/usr/bin");
    assumeTrue(program.isPresent(), "FreeRADIUS is not installed");
    for (String listen : List.of("127.0.0.1", "::1")) {
      RadiusFolder folder = written("raddb-" + listen.replace(':', '-'), listen);
      assertThat(program.orElseThrow().check(folder)).isEmpty();
      Files.delete(folder.path().resolve(RadiusFolder.ANCHORS));
      assertThat(program.orElseThrow().check(folder).toString()).contains("anchors.pem");
    }
  }

  @Test
  void asksTheAuthorityAndBelievesTheCertificateAlone() throws IOException {
    Path folder = written("raddb", "127.0.0.1").path();
    assertThat(Files.readString(folder.resolve("mods-enabled/eap")))
        .contains("url = \"http://127.0.0.1:8080/ocsp\"", "override_cert_url = yes")
        .contains("softfail = no", "tls_max_version = \"1.3\"")
        .containsPattern("cache \\{\\s+enable = no");
    assertThat(Files.readString(folder.resolve("sites-enabled/campus")))
        .contains("^spiffe:\\/\\/bailiwick\\.example\\/(agent|device)\\/[a-z0-9]");
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path each : files.toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
            .endsWith("------");
        assertThat(Files.isRegularFile(each) ? Files.readString(each) : "")
            .as(each.toString())
            .doesNotContainPattern("@[A-Z]+@");
      }
    }
    assertThat(RadiusFolder.at(folder).ocsp()).hasToString("http://127.0.0.1:8080/ocsp");
    assertThat(RadiusFolder.at(folder).anchors()).containsExactly(authority.root());
  }

  @Test
  void overwritesNothing() throws IOException {
    Path there = Files.createDirectories(temp.resolve("raddb"));
    Files.writeString(there.resolve("radiusd.conf"), "mine");
    assertThatThrownBy(() -> written("raddb", "127.0.0.1"))
        .hasMessageContaining("is not empty, and nothing there is overwritten");
    try (Stream<Path> files = Files.list(there)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void refusesAPathThatAConfigurationWouldReadOtherwise() {
    for (String name : List.of("a b", "a\"b", "${x}", "a'b")) {
      assertThatThrownBy(() -> written(name, "127.0.0.1")).hasMessageContaining("rename it");
      assertThat(temp.resolve(name)).doesNotExist();
    }
  }

  @Test
  void namesWhatACredentialLacks() {
    ServerCredential good = new ServerCredential(credential("/service/radius"));
    assertThat(good.faults(Instant.now())).isEmpty();
    assertThat(ServerCredential.octets(good.chain())).isLessThan(ServerCredential.LONGEST_CHAIN);
    assertThat(good.faults(Instant.now().plus(Duration.ofDays(4000))).toString())
        .contains("has expired at");
    assertThat(new ServerCredential(credential("/device/x")).faults(Instant.now()).toString())
        .contains("is no service");
  }
}
