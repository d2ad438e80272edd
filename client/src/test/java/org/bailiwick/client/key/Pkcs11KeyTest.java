package org.bailiwick.client.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.NextCredential;
import org.bailiwick.client.enrolment.ScriptedAuthority;
import org.bailiwick.client.http.JsonEndpoint;
import org.bailiwick.client.renewal.CredentialEnrolment;
import org.bailiwick.client.testing.ScriptedNode;
import org.bailiwick.client.testing.ScriptedNode.Reply;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents' keys in SoftHSM2; pkcs11-tool looks at what the token holds. */
class Pkcs11KeyTest {
  private static final String PIN = "48151623";
  private static Path configuration;
  private static Path pinFile;
  private static PublicKey theirs;

  @TempDir private Path folder;

  @BeforeAll
  static void makeToken() throws Exception {
    Path file = Path.of(System.getenv("SOFTHSM2_CONF"));
    Files.createDirectories(file.getParent());
    Path tokens =
        Files.createDirectories(file.resolveSibling("tokens-" + ProcessHandle.current().pid()));
    Files.writeString(file, "directories.tokendir = " + tokens + "\n");
    run(
        "softhsm2-util",
        "--init-token",
        "--free",
        "--label",
        "agents",
        "--so-pin",
        PIN,
        "--pin",
        PIN);
    theirs = makeTheirs(tokens.getParent()); // before the JDK looks: it looks once
    configuration =
        Files.writeString(
            tokens.resolveSibling("agents.cfg"),
            "name = agents\nlibrary = " + library() + "\nslotListIndex = 0\n");
    pinFile = Files.writeString(tokens.resolveSibling("pin"), PIN + "\n");
    Files.setPosixFilePermissions(pinFile, PosixFilePermissions.fromString("rw-------"));
  }

  private static Path library() throws IOException {
    try (Stream<Path> found =
        Files.find(
            Path.of("/usr/lib"),
            4,
            (path, attributes) -> path.endsWith("softhsm/libsofthsm2.so"))) {
      return found.findFirst().orElseThrow();
    }
  }

  private static String run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(output).isZero();
      return output;
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String inToken(String... task) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of("pkcs11-tool", "--module", library().toString(), "--login", "--pin", PIN));
    command.addAll(List.of(task));
    return run(command.toArray(String[]::new));
  }

  private static List<String> privateKeys() throws IOException {
    return inToken("--list-objects", "--type", "privkey")
        .lines()
        .filter(line -> line.contains("label:") || line.contains("Access:"))
        .toList();
  }

  private void begin(CredentialFolder credential, Optional<Pkcs11Key> fresh) {
    NextCredential next = credential.next();
    PublicKey key =
        fresh
            .map(made -> made.pair().getPublic())
            .orElseGet(() -> credential.chain().getFirst().getPublicKey());
    fresh.ifPresentOrElse(made -> next.begin(made), () -> next.beginWithSameKey());
    next.complete(ScriptedAuthority.CA.agentFor(key, "reader", "x.y@1"), Optional.empty());
  }

  @Test
  void tlsShowsACredentialWhoseKeyIsInTheTokenAndOldKeysGo() throws Exception {
    CredentialFolder credential = CredentialFolder.at(folder.resolve("agent"));
    int before = privateKeys().size();
    begin(credential, Optional.of(Pkcs11Key.generate(configuration, pinFile)));
    requireShown(credential);
    assertThat(privateKeys())
        .hasSize(before + 2)
        .filteredOn(line -> line.contains("Access:"))
        .allMatch(line -> line.contains("sensitive") && line.contains("never extractable"));
    begin(credential, Optional.of(Pkcs11Key.generate(configuration, pinFile)));
    requireShown(credential);
    begin(credential, Optional.empty());
    begin(credential, Optional.empty());
    requireShown(credential);
    // The first is deleted with its generation; the second is that of both that are left.
    assertThat(privateKeys()).hasSize(before + 2);
    assertThat(folder.resolve("agent/key.pem")).doesNotExist();
  }

  /** A key that somebody else made is not ours to delete, however many generations go. */
  @Test
  void aKeyThatWasThereIsUsedAndStaysWhenItsGenerationGoes() throws Exception {
    assertThatThrownBy(() -> Pkcs11Key.existing(configuration, pinFile, "nobodys"))
        .hasMessageContaining("shows no key nobodys");
    int before = privateKeys().size();
    Pkcs11Key key = Pkcs11Key.existing(configuration, pinFile, "theirs");
    assertThat(key.pair().getPublic()).isEqualTo(theirs);
    CredentialFolder credential = CredentialFolder.at(folder.resolve("agent"));
    begin(credential, Optional.of(key));
    requireShown(credential);
    for (int made = 0; made < 3; made++) {
      begin(credential, Optional.of(Pkcs11Key.generate(configuration, pinFile)));
    }
    assertThat(credential.path().resolve("generations/1")).doesNotExist();
    assertThat(Pkcs11Key.existing(configuration, pinFile, "theirs").pair().getPublic())
        .isEqualTo(theirs);
    // Two lines each: of the three that were made here the first went with its generation.
    assertThat(privateKeys()).hasSize(before + 2 * 2);
  }

  /** By pkcs11-tool, with a certificate beside it, as a vendor's attestation would be. */
  private static PublicKey makeTheirs(Path folder) throws Exception {
    inToken("--keypairgen", "--key-type", "EC:prime256v1", "--label", "theirs", "--id", "07");
    Path der = folder.resolve("theirs.der");
    inToken("--read-object", "--type", "pubkey", "--id", "07", "-o", der.toString());
    PublicKey key =
        KeyFactory.getInstance("EC")
            .generatePublic(new X509EncodedKeySpec(Files.readAllBytes(der)));
    Path certificate = folder.resolve("theirs-cert.der");
    Files.write(
        certificate, ScriptedAuthority.CA.agentFor(key, "theirs", "x.y@1").getFirst().getEncoded());
    inToken(
        "--write-object",
        certificate.toString(),
        "--type",
        "cert",
        "--label",
        "theirs",
        "--id",
        "07");
    return key;
  }

  /** The key of a request that was refused for good goes; while the answer is unknown it stays. */
  @Test
  void aRefusedEnrolmentLeavesNoKeyInTheToken() throws Exception {
    int before = privateKeys().size();
    try (ScriptedAuthority authority = ScriptedAuthority.start()) {
      authority.answers(
          Reply.problem(503, "authority-busy", "Later."),
          Reply.problem(403, "evidence-rejected", "No."));
      CredentialEnrolment enrolment =
          new CredentialEnrolment(authority.client(), CredentialFolder.at(folder.resolve("agent")));
      CredentialEnrolment.FirstRequest unready =
          new CredentialEnrolment.FirstRequest(
              () -> {
                throw new UncheckedIOException("no token", new IOException());
              },
              ScriptedAuthority::order);
      assertThatThrownBy(() -> enrolment.begin(unready, this::made)).hasMessage("no token");
      assertThat(privateKeys()).hasSize(before);
      CredentialEnrolment.FirstRequest first =
          new CredentialEnrolment.FirstRequest(
              ScriptedAuthority::applicant, ScriptedAuthority::order);
      assertThatThrownBy(() -> enrolment.begin(first, this::made)).hasMessage("Later.");
      assertThat(privateKeys()).hasSize(before + 2);
      assertThatThrownBy(enrolment::resume).hasMessage("No.");
      assertThat(privateKeys()).hasSize(before);
    }
  }

  private Pkcs11Key made() {
    return Pkcs11Key.generate(configuration, pinFile);
  }

  private static void requireShown(CredentialFolder credential) throws Exception {
    try (ScriptedNode node =
            ScriptedNode.overTls(
                ScriptedAuthority.CA.nodeServer("domain").tls(ScriptedAuthority.CA.trust()));
        JsonEndpoint endpoint =
            new JsonEndpoint(
                node.uri(), credential.tls(ScriptedAuthority.TRUSTED.trust(SpiffeId::isNode)))) {
      node.on("/", call -> Reply.json(200, "{}"));
      endpoint.get("/", Map.of());
      assertThat(node.calls().getFirst().peer().orElseThrow())
          .hasToString("spiffe://bailiwick.example/agent/reader");
    }
  }

  @Test
  void refusesAPinThatOthersMayReadAndAConfigurationThatSaysWhatKeysMayDo() throws Exception {
    Path open = Files.writeString(folder.resolve("pin"), PIN);
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
    Path other = Files.writeString(folder.resolve("other.cfg"), "name = other\n");
    refused(other, open, "by others");
    Path loose =
        Files.writeString(
            folder.resolve("loose.cfg"),
            Files.readString(configuration)
                + "attributes(generate, CKO_PRIVATE_KEY, *) = { CKA_EXTRACTABLE = true }\n");
    refused(loose, pinFile, "must not set attributes");
    refused(folder.resolve("none.cfg"), pinFile, "cannot be used");
  }

  private static void refused(Path configuration, Path pin, String detail) {
    assertThatThrownBy(() -> Pkcs11Key.generate(configuration, pin))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.check()).isEqualTo("agent-token"))
        .hasMessageContaining(detail);
  }
}
