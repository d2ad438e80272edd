package org.bailiwick.system.campus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.testing.PausedProcess;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.AgentFolder;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.campus.Supplicant.Attempt;
import org.bailiwick.system.status.Tool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * FreeRADIUS admits by EAP-TLS with credentials of a running authority, and refuses all others (R8,
 * R24). Each refusal is for its own reason, which the log of FreeRADIUS has.
 */
class CampusIT {
  private static final Logger LOG = System.getLogger(CampusIT.class.getName());
  private static final Duration SETTLED = Duration.ofSeconds(2);

  /** The responder may take 5 s, and a rejection waits for a second. */
  private static final Duration BOUNDED = Duration.ofSeconds(25);

  /** RFC 9191: what access points and supplicants take. */
  private static final int LONGEST_CHAIN = 4096;

  @TempDir private static Path temp;
  private static Nodes nodes;
  private static CampusCredentials credentials;
  private static RadiusServer server;
  private static AgentFolder radius;
  private static AgentFolder camera;

  @BeforeAll
  static void start() throws Exception {
    nodes = Nodes.authorityAlone("campus");
    credentials = new CampusCredentials(nodes, temp);
    credentials.profile(
        "radius", "service", "PT24H", ", \"dns_names\": [\"radius.bailiwick.example\"]");
    credentials.profile("camera", "device", "PT1H", "");
    credentials.profile("brief", "device", "PT1M", "");
    credentials.profile("silent", "device", "PT1H", ", \"revocation\": \"none\"");
    Thread.sleep(SETTLED); // files of operators count within a second
    radius = enrolled("service", "radius", "radius");
    camera = enrolled("device", "camera", "camera-1");
    server = new RadiusServer(nodes, temp.resolve("raddb"), radius.path());
    server.start();
  }

  @AfterAll
  static void stop() throws Exception {
    if (server != null) {
      server.stop();
    }
    if (nodes != null) {
      nodes.stop();
    }
  }

  private static AgentFolder enrolled(String kind, String profile, String name) throws IOException {
    return credentials.enrolled(kind, profile, name);
  }

  private static Supplicant supplicant() {
    return new Supplicant(nodes, server, temp);
  }

  private static String name(String path) {
    return "spiffe://bailiwick.example/" + path;
  }

  /** Attempts, which must be refused for what the log says then. */
  private static void refused(String check, Supplicant by, Path credential) throws IOException {
    refused(check, by, credential.resolve("chain.pem"), credential.resolve("key.pem"));
  }

  private static void refused(String check, Supplicant by, Path chain, Path key)
      throws IOException {
    int before = server.log().length();
    Attempt attempt = by.attempt(chain, key);
    assertThat(attempt.admitted()).as(attempt.output()).isFalse();
    String told = server.log().substring(before);
    assertThat(told).contains("Login incorrect").contains(check);
    assertThat(told).doesNotContain("Login OK");
  }

  private static void admitted(Supplicant by, Path credential) throws IOException {
    Attempt attempt = by.attempt(credential);
    assertThat(attempt.admitted()).as(attempt.output() + server.log()).isTrue();
  }

  @Test
  void admitsByTls12AndTls13ByTheNameInTheCertificate() throws IOException {
    for (Map.Entry<String, String> version :
        Map.of("TLSv1.2", Supplicant.TLS_1_2, "TLSv1.3", Supplicant.TLS_1_3).entrySet()) {
      Attempt attempt =
          supplicant().speaking(version.getValue()).saying("root@other").attempt(camera.path());
      assertThat(attempt.admitted()).as(attempt.output() + server.log()).isTrue();
      assertThat(attempt.output())
          .contains("SSL: Using TLS version " + version.getKey())
          .contains("Value: '" + name("device/camera-1") + "'")
          .containsPattern("Attribute 27 \\(Session-Timeout\\) length=6\\s+Value: 600")
          .containsPattern("Attribute 29 \\(Termination-Action\\) length=6\\s+Value: 1")
          .contains("MPPE keys OK: 1  mismatch: 0");
      assertThat(server.log())
          .containsPattern("Login OK: \\[root@other\\].* name " + name("device/camera-1"));
      LOG.log(Level.INFO, "admitted by {0} in {1}", version.getKey(), attempt.took());
    }
  }

  @Test
  void admitsAgents() throws IOException {
    AgentFolder agent =
        new AgentFolder(nodes, Files.createDirectories(temp.resolve("clerk")), "campus-clerk");
    agent.enrol(agent.device());
    admitted(supplicant(), agent.path());
    assertThat(server.log()).contains("name " + name("agent/campus-clerk"));
    requireShort(agent);
  }

  @Test
  void chainsAreShortEnoughForAccessPoints() throws Exception {
    requireShort(camera);
    requireShort(radius);
  }

  private static void requireShort(AgentFolder whose) {
    try {
      int octets = 0;
      for (X509Certificate each : Pem.certificates(Nodes.read(whose.path().resolve("chain.pem")))) {
        octets += each.getEncoded().length;
      }
      LOG.log(Level.INFO, "chain of {0}: {1} octets", whose.path(), octets);
      assertThat(octets).isLessThan(LONGEST_CHAIN);
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void refusesWhatWasRevokedAMomentAgo() throws IOException {
    for (String profile : List.of("camera", "silent")) {
      AgentFolder lost = enrolled("device", profile, "lost-" + profile);
      admitted(supplicant(), lost.path());
      credentials.revoke(lost);
      long revoked = System.nanoTime();
      refused("ocsp: Cert status: revoked", supplicant(), lost.path());
      LOG.log(
          Level.INFO,
          "refused {0} after the revocation was answered",
          Duration.ofNanos(System.nanoTime() - revoked));
      refused("ocsp: Cert status: revoked", supplicant().speaking(Supplicant.TLS_1_2), lost.path());
    }
  }

  @Test
  void asksTheStatusAgainInsteadOfResumingASession() throws IOException {
    int before = server.log().length();
    for (String version : List.of(Supplicant.TLS_1_2, Supplicant.TLS_1_3)) {
      Attempt attempt = supplicant().speaking(version).attempt(camera.path(), "-r", "1");
      assertThat(attempt.admitted()).as(attempt.output()).isTrue();
      assertThat(attempt.output()).contains("resumed=0").doesNotContain("resumed=1");
    }
    assertThat(server.log().substring(before).split("Login OK", -1)).hasSize(5);
  }

  @Test
  void refusesWhatHasExpired() throws Exception {
    AgentFolder brief = enrolled("device", "brief", "brief");
    X509Certificate leaf =
        Pem.certificates(Nodes.read(brief.path().resolve("chain.pem"))).getFirst();
    Duration left = Duration.between(Instant.now(), leaf.getNotAfter().toInstant());
    Thread.sleep(left.plusSeconds(2));
    refused("certificate has expired", supplicant(), brief.path());
  }

  @Test
  void refusesTheSameNameOfAnotherAuthority() throws IOException {
    TestLeaf foreign = TestCa.create("bailiwick.example").leafWithUri(name("device/camera-1"));
    refused("unable to get local issuer certificate", supplicant(), written("foreign", foreign));
  }

  private static Path written(String name, TestLeaf leaf) throws IOException {
    Path folder = Files.createDirectories(temp.resolve(name));
    Files.writeString(folder.resolve("chain.pem"), Pem.of(leaf.chain()));
    Files.writeString(folder.resolve("key.pem"), Pem.of(leaf.key()));
    return folder;
  }

  @Test
  void refusesNamesOfAnotherKind() throws IOException {
    refused("name-not-admitted: " + name("service/radius"), supplicant(), radius.path());
  }

  /** Of an authority that the server trusts beside ours, which no operator would configure. */
  @Test
  void refusesWrongPurposeAndWhatTheLedgerDoesNotKnow() throws Exception {
    Path folder = Files.createDirectories(temp.resolve("second"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    RadiusServer main = server;
    server = new RadiusServer(nodes, folder.resolve("raddb"), radius.path());
    OutsideAuthority outside = new OutsideAuthority(folder);
    try {
      server.trust(Nodes.read(outside.root()));
      server.start();
      refused(
          "unsuitable certificate purpose",
          supplicant(),
          outside.leaf("server", name("device/camera-1"), "serverAuth"));
      refused("ocsp", supplicant(), outside.leaf("forged", name("device/camera-1"), "clientAuth"));
      admitted(supplicant(), camera.path());
    } finally {
      server.stop();
      server = main;
    }
  }

  @Test
  void namesTheVlanOfAMachineAndAdmitsNobodyWithoutOne() throws Exception {
    Path vlans = Files.writeString(temp.resolve("vlans"), "device/camera-* 120\nagent/* clerks\n");
    AgentFolder other = enrolled("device", "camera", "printer-1");
    RadiusServer main = server;
    server =
        new RadiusServer(
            nodes, temp.resolve("with-vlans"), radius.path(), "--vlans", vlans.toString());
    try {
      server.start();
      Attempt attempt = supplicant().attempt(camera.path());
      assertThat(attempt.admitted()).as(attempt.output() + server.log()).isTrue();
      assertThat(attempt.output())
          .containsPattern("Attribute 64 \\(Tunnel-Type\\) length=6\\s+Value: 0000000d")
          .containsPattern("Attribute 65 \\(Tunnel-Medium-Type\\) length=6\\s+Value: 00000006")
          .containsPattern("Attribute 81 \\(Tunnel-Private-Group-Id\\) length=5\\s+Value: 313230");
      refused("no-vlan: " + name("device/printer-1"), supplicant(), other.path());
    } finally {
      server.stop();
      server = main;
    }
  }

  @Test
  void answersNoSwitchWithAnotherSecret() throws IOException {
    int before = server.log().length();
    Attempt attempt =
        supplicant().sharing("another-secret-of-a-switch").attempt(camera.path(), "-t", "3");
    assertThat(attempt.admitted()).isFalse();
    assertThat(attempt.output()).doesNotContain("RADIUS message: code=3");
    assertThat(server.log().substring(before))
        .contains("invalid Message-Authenticator!  (Shared secret is incorrect.)");
  }

  @Test
  void admitsNobodyWhileTheAuthorityDoesNotAnswer() throws IOException {
    ProcessHandle authority = ProcessHandle.of(nodes.process("authority")).orElseThrow();
    PausedProcess.suspend(authority);
    try {
      long began = System.nanoTime();
      refused("ocsp: ", supplicant(), camera.path());
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      LOG.log(Level.INFO, "refused {0} after the start, without the authority", took);
      assertThat(took).isLessThan(BOUNDED);
      assertThat(server.check(1)).contains("FAULT: nobody is admitted");
    } finally {
      PausedProcess.resume(authority);
    }
    admitted(supplicant(), camera.path());
  }

  @Test
  void refusesAChainThatIsTooLarge() throws IOException {
    String chain = Nodes.read(camera.path().resolve("chain.pem"));
    Path huge =
        Files.writeString(
            Files.createDirectories(temp.resolve("huge")).resolve("chain.pem"),
            chain + chain.substring(chain.lastIndexOf("-----BEGIN")).repeat(300));
    refused(
        "TLS - Alert write:fatal:bad certificate",
        supplicant(),
        huge,
        camera.path().resolve("key.pem"));
    admitted(supplicant(), camera.path());
  }

  @Test
  void refusesPasswordsAndGarbageAndServesOn() throws IOException {
    for (String method : List.of("TTLS", "MD5", "PEAP")) {
      Attempt attempt =
          supplicant().attempt("eap=" + method + "\npassword=\"p\"\nphase2=\"auth=PAP\"\n");
      assertThat(attempt.admitted()).as(attempt.output()).isFalse();
    }
    assertThat(server.log()).contains("No mutually acceptable types found");
    Path secret =
        Files.writeString(temp.resolve("secret"), server.secret(), StandardCharsets.US_ASCII);
    for (String garbage :
        List.of(
            "User-Password=y",
            "EAP-Message=0x0201ffff0dffffffffff",
            "EAP-Message=0x00",
            "EAP-Message=0x020100060d00",
            "EAP-Message=0x0201000e0dff" + "ff".repeat(8))) {
      String script =
          "echo 'User-Name=\"x\\ny\",%s,Message-Authenticator=0x00' | radclient -S \"$1\" -t 3 -r 1 \"$2\" auth"
              .formatted(garbage);
      Tool tool =
          Tool.run("bash", "-c", script, "_", secret.toString(), "127.0.0.1:" + server.port());
      assertThat(tool.output()).as(garbage).doesNotContain("Received Access-Accept");
    }
    assertThat(server.log()).contains("Malformed EAP", "not-eap: only EAP is served here");
    admitted(supplicant(), camera.path());
  }

  @Test
  void aSupplicantRefusesAServerOfAnotherName() throws IOException {
    for (String other :
        List.of(
            "altsubject_match=\"URI:" + name("service/other") + "\"",
            "domain_match=\"evil.bailiwick.example\"")) {
      Attempt attempt = supplicant().expecting(other).attempt(camera.path());
      assertThat(attempt.admitted()).as(attempt.output()).isFalse();
      assertThat(attempt.output()).containsAnyOf("AltSubject mismatch", "Domain mismatch");
    }
    admitted(supplicant().expecting("domain_match=\"radius.bailiwick.example\""), camera.path());
  }

  @Test
  void setupOverwritesNothingAndCheckNamesWhatIsWrong() throws IOException {
    assertThat(server.check(0)).contains("The configuration is right.");
    String before = Nodes.read(server.folder().resolve("radiusd.conf"));
    assertThat(server.setupAgain()).contains("is not empty, and nothing there is overwritten");
    assertThat(Nodes.read(server.folder().resolve("radiusd.conf"))).isEqualTo(before);
    Path eap = server.folder().resolve("mods-enabled/eap");
    String good = Nodes.read(eap);
    try {
      Files.writeString(eap, good.replace("softfail", "soft fail"));
      assertThat(server.check(1)).contains("FAULT: ").contains("mods-enabled/eap");
    } finally {
      Files.writeString(eap, good);
    }
  }
}
