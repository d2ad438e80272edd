package org.bailiwick.aca.succession;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.stream.Stream;
import org.bailiwick.aca.ceremony.CeremonyHome;
import org.bailiwick.aca.ceremony.RootCrlCeremony;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan;
import org.bailiwick.aca.ceremony.plan.RootCrlPlan;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.node.hsm.Keyring;

/**
 * Every shipped ceremony, held on three tokens before any test: the first one without a key for
 * Workload Identity Tokens, as older authorities have it, then one later ceremony of each kind. A
 * test's node finds the first one's files; the test lays the others beside them, one by one.
 */
final class HeldCeremonies {
  private static final String WIT =
      """
      key.wit.token = authority
      key.wit.algorithm = ec-p256
      key.wit.use = wit
      key.wit.rotation = P1Y
      """;

  private final CeremonyHome home;
  private final byte[] firstRootCrl;
  private final Keyring keyring;

  private HeldCeremonies(CeremonyHome home, byte[] firstRootCrl) {
    this.home = home;
    this.firstRootCrl = firstRootCrl;
    this.keyring = Keyring.open(home.tokens.get("authority").settings(), Optional.empty());
  }

  static HeldCeremonies all(Path folder) throws Exception {
    CeremonyHome home = new CeremonyHome(folder);
    CeremonyHome.hold(home.plan(WIT, ""));
    byte[] firstRootCrl = Files.readAllBytes(home.made("root.crl"));
    hold(home, "successor");
    hold(home, "successor-ocsp");
    hold(home, "successor-events");
    hold(home, "first-wit");
    hold(home, "successor-wit");
    hold(home, "successor-operators");
    hold(home, "successor-root");
    hold(home, "successor-under-root-2", "issuing-2.", "issuing-3.");
    hold(
        home,
        "successor",
        "issuing-2.",
        "issuing-4.",
        "${BAILIWICK_IN_SERVICE:-PT1H}",
        "PT0S",
        "${BAILIWICK_ANNOUNCEMENT:-required}",
        "waived");
    rootCrl(home);
    hold(home, "successor-audit");
    return new HeldCeremonies(home, firstRootCrl);
  }

  private static void hold(CeremonyHome home, String name, String... replacements)
      throws IOException {
    String text = Files.readString(CeremonyHome.SHIPPED.resolveSibling(name + ".properties"));
    for (int i = 0; i < replacements.length; i += 2) {
      text = text.replace(replacements[i], replacements[i + 1]);
    }
    Path copy = Files.writeString(home.folder.resolve(name + ".properties"), text);
    CeremonyHome.hold(CeremonyPlan.parse(copy, home.environment()));
  }

  /** It ends the issuing key of the first later ceremony. */
  private static void rootCrl(CeremonyHome home) throws IOException {
    String hex =
        Pem.certificate(Files.readAllBytes(home.made("issuing-2.cer")))
            .getSerialNumber()
            .toString(16);
    String serial = hex.length() % 2 == 0 ? hex : "0" + hex;
    String text = Files.readString(CeremonyHome.SHIPPED.resolveSibling("root-crl.properties"));
    Path copy =
        Files.writeString(
            home.folder.resolve("root-crl.properties"),
            text + "revoke." + serial + " = ca-compromise\n");
    new RootCrlCeremony(RootCrlPlan.parse(copy, home.environment()), Clock.systemUTC()).hold();
  }

  Keyring keyring() {
    return keyring;
  }

  /** Lays what the first ceremony left into a node's ceremony folder. */
  void layFirst(Path folder) throws IOException {
    Files.createDirectories(folder);
    try (Stream<Path> files = Files.list(home.made(""))) {
      for (Path file : files.filter(each -> !isLater(each)).toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    Files.write(folder.resolve("root.crl"), firstRootCrl);
  }

  private static boolean isLater(Path file) {
    return file.getFileName().toString().matches("(successor|crl)-.*[.]jws|unfinished");
  }

  /** Lays a file of a later ceremony beside them. */
  void lay(String name, Path folder) throws IOException {
    Files.write(folder.resolve(name), Files.readAllBytes(home.made(name)));
  }
}
