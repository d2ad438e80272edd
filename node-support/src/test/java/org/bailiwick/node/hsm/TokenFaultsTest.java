package org.bailiwick.node.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Faults of a token's content, slot or PIN, as an operator reads them in the health check. OpenSC's
 * pkcs11-spy records the calls that the module got.
 */
class TokenFaultsTest {

  @TempDir private Path folder;

  @Test
  void eachKeyThatIsMissingIsNamedAndTheOthersWork() {
    try (Pkcs11Token token = Pkcs11Token.open(SoftHsm.freshToken().settings())) {
      token.generate("events", KeyShape.EC_P256);
      assertThat(reason(token, "issuing-1", "events", "audit"))
          .isEqualTo(missing("audit") + "; " + missing("issuing-1"));
      assertThat(token.health(Set.of("events"))).isEqualTo(new HsmHealth.Up());
    }
  }

  @Test
  void twoKeysOfOneLabelAreNamed() {
    SoftHsm.Token fresh = tokenWith("issuing-1");
    fresh.tool("--keypairgen", "--key-type", "EC:prime256v1", "--label", "issuing-1", "--id", id());
    try (Pkcs11Token token = Pkcs11Token.open(fresh.settings())) {
      assertThat(reason(token, "issuing-1"))
          .contains("two private keys of one label are in the token");
    }
  }

  @Test
  void aCertificateThatIsMissingIsNamed() {
    SoftHsm.Token fresh = tokenWith("issuing-1");
    fresh.tool("--delete-object", "--type", "cert", "--label", "issuing-1");
    try (Pkcs11Token token = Pkcs11Token.open(fresh.settings())) {
      assertThat(reason(token, "issuing-1")).isEqualTo(missing("issuing-1"));
    }
  }

  @Test
  void aCertificateWithoutItsKeyIsNamed() {
    SoftHsm.Token fresh = tokenWith("issuing-1");
    fresh.tool("--delete-object", "--type", "privkey", "--label", "issuing-1");
    try (Pkcs11Token token = Pkcs11Token.open(fresh.settings())) {
      assertThat(reason(token, "issuing-1")).isEqualTo(missing("issuing-1"));
    }
  }

  @Test
  void twoCertificatesOfOneLabelAreNamed() throws Exception {
    SoftHsm.Token fresh = tokenWith("issuing-1", "other");
    put(fresh, certificate(fresh, "other"), "issuing-1", "ff");
    try (Pkcs11Token token = Pkcs11Token.open(fresh.settings())) {
      assertThat(reason(token, "issuing-1")).isEqualTo("two certificates are labelled issuing-1");
    }
  }

  @Test
  void aCertificateOfAnotherKeyIsNamed() throws Exception {
    SoftHsm.Token fresh = tokenWith("issuing-1", "other");
    Path foreign = certificate(fresh, "other");
    fresh.tool("--delete-object", "--type", "cert", "--label", "issuing-1");
    put(fresh, foreign, "issuing-1", id());
    try (Pkcs11Token token = Pkcs11Token.open(fresh.settings())) {
      assertThat(reason(token, "issuing-1"))
          .isEqualTo("the key labelled issuing-1 does not belong to the certificate beside it");
    }
  }

  /** The module goes on giving random bytes. */
  @Test
  void keysThatWentAwayWithTheirFolderAreMissed() throws Exception {
    SoftHsm.Token fresh = SoftHsm.freshToken();
    try (Pkcs11Token token = Pkcs11Token.open(fresh.settings())) {
      token.generate("one", KeyShape.EC_P256);
      Path folder = SoftHsm.folder(fresh);
      Files.move(folder, folder.resolveSibling("away"));
      try {
        assertThat(token.health(Set.of("one"))).isInstanceOf(HsmHealth.Up.class);
        assertThat(token.health(Set.of("one"), Duration.ZERO)).isInstanceOf(HsmHealth.Down.class);
      } finally {
        Files.move(folder.resolveSibling("away"), folder);
      }
    }
  }

  @Test
  void anIndexIntoTheSlotListIsNotTaken() throws Exception {
    SoftHsm.Token fresh = SoftHsm.freshToken();
    String bySlot = Files.readString(fresh.configuration());
    for (String other : List.of("slotListIndex = 0", "")) {
      Files.writeString(fresh.configuration(), bySlot.replaceFirst("slot = \\d+", other));
      assertThatThrownBy(() -> Pkcs11Token.open(fresh.settings()))
          .hasMessageContaining("must name its token");
    }
  }

  /** SoftHSM2 lists the new token before or after ours; ours keeps its number. */
  @Test
  void aTokenThatIsAddedDoesNotMoveOurs() throws Exception {
    SoftHsm.Token ours = tokenWith("issuing-1");
    String before = SoftHsm.slots();
    SoftHsm.addToken("later");
    assertThat(SoftHsm.slots()).isNotEqualTo(before);
    assertThat(trial(ours.configuration(), ours, "issuing-1", 200))
        .containsExactly("health up", "sign good");
  }

  @Test
  void anotherTokenInTheSlotLacksOurKeys() throws Exception {
    SoftHsm.Token ours = tokenWith("issuing-1");
    SoftHsm.Token other = tokenWith("somebody-elses");
    Files.writeString(
        ours.configuration(),
        Files.readString(ours.configuration())
            .replaceFirst("slot = \\d+", slotLine(other.configuration())));
    try (Pkcs11Token token = Pkcs11Token.open(ours.settings())) {
      assertThat(reason(token, "issuing-1")).isEqualTo(missing("issuing-1"));
    }
  }

  @Test
  void aWrongPinReachesTheTokenOnceWhoeverAsks() throws Exception {
    SoftHsm.Token fresh = tokenWith("issuing-1");
    Path spied = throughSpy(fresh);
    assertThat(trial(spied, fresh, "issuing-1", 300)).containsExactly("health up", "sign good");
    assertThat(logins()).isEqualTo(1);

    Files.writeString(fresh.pinFile(), "not-the-pin\n");
    Files.delete(folder.resolve("spy.log"));
    assertThat(trial(spied, fresh, "issuing-1", 3000))
        .containsExactly(
            "health the token refused the PIN: CKR_PIN_INCORRECT; correct it and restart the node",
            "sign hsm-pin");
    assertThat(logins()).isEqualTo(1);
  }

  @Test
  void noPinIsTriedOnAnEmptySlot() throws Exception {
    SoftHsm.Token fresh = SoftHsm.freshToken();
    Path spied = throughSpy(fresh);
    Files.writeString(spied, Files.readString(spied).replaceFirst("slot = \\d+", "slot = 77"));
    assertThat(trial(spied, fresh, "issuing-1", 300)).contains("sign hsm-session");
    assertThat(logins()).isZero();
  }

  private static SoftHsm.Token tokenWith(String... labels) {
    SoftHsm.Token fresh = SoftHsm.freshToken();
    try (Pkcs11Token token = Pkcs11Token.open(fresh.settings())) {
      for (String label : labels) {
        token.generate(label, KeyShape.EC_P256);
      }
    }
    return fresh;
  }

  private static String reason(Pkcs11Token token, String... labels) {
    return ((HsmHealth.Down) token.health(Set.of(labels))).reason();
  }

  private static String missing(String label) {
    return "nothing is labelled "
        + label
        + " that is a key and its certificate: one of them is missing, or their ids differ";
  }

  /** The id that a ceremony gives the key: its label's octets. */
  private static String id() {
    return HexFormat.of().formatHex("issuing-1".getBytes(StandardCharsets.UTF_8));
  }

  private Path certificate(SoftHsm.Token token, String label) {
    Path file = folder.resolve(label + ".der");
    token.tool(
        "--read-object", "--type", "cert", "--label", label, "--output-file", file.toString());
    return file;
  }

  private static void put(SoftHsm.Token token, Path certificate, String label, String id) {
    token.tool(
        "--write-object", certificate.toString(), "--type", "cert", "--label", label, "--id", id);
  }

  private static String slotLine(Path configuration) throws Exception {
    return Files.readAllLines(configuration).stream()
        .filter(line -> line.startsWith("slot = "))
        .findFirst()
        .orElseThrow();
  }

  private Path throughSpy(SoftHsm.Token token) throws Exception {
    return Files.writeString(
        folder.resolve("spied.cfg"),
        Files.readString(token.configuration())
            .replace(SoftHsm.library().toString(), spy().toString()));
  }

  private static Path spy() throws Exception {
    try (DirectoryStream<Path> multiarch =
        Files.newDirectoryStream(Path.of("/usr/lib"), "*-linux-gnu*")) {
      for (Path place : multiarch) {
        if (Files.exists(place.resolve("pkcs11-spy.so"))) {
          return place.resolve("pkcs11-spy.so");
        }
      }
    }
    throw new IllegalStateException("pkcs11-spy.so of OpenSC is not installed");
  }

  private long logins() throws Exception {
    return Pattern.compile("C_Login\\b")
        .matcher(Files.readString(folder.resolve("spy.log"), StandardCharsets.ISO_8859_1))
        .results()
        .count();
  }

  private List<String> trial(Path configuration, SoftHsm.Token token, String label, int millis)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(TokenTrial.class.getName(), configuration.toString()));
    command.addAll(List.of(token.pinFile().toString(), label, Integer.toString(millis)));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(folder.resolve("trial.log").toFile());
    builder.environment().put("PKCS11SPY", SoftHsm.library().toString());
    builder.environment().put("PKCS11SPY_OUTPUT", folder.resolve("spy.log").toString());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(Files.readString(folder.resolve("trial.log"))).isZero();
    return output.lines().toList();
  }
}
