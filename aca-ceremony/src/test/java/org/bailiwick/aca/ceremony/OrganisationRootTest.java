package org.bailiwick.aca.ceremony;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan;
import org.bailiwick.aca.ceremony.records.CeremonyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Answers that an organisation's authorities gave with openssl: its root signs a policy authority,
 * and that one our request. Each breaks one constraint somewhere above, and no key is made.
 */
class OrganisationRootTest {

  private static final String AUTHORITY =
      """
      basicConstraints=critical,CA:TRUE
      keyUsage=critical,keyCertSign,cRLSign
      subjectKeyIdentifier=hash
      """;
  private static final String OURS = AUTHORITY + "authorityKeyIdentifier=keyid\n";
  private static final String ITS_POLICY = "certificatePolicies=1.3.6.1.4.1.99999.1\n";
  private static final String ANY_POLICY = "certificatePolicies=2.5.29.32.0\n";
  private static final String DEMAND = "policyConstraints=critical,requireExplicitPolicy:0\n";
  private static final Maker SOUND = new Maker("ec", "7300", AUTHORITY, List.of("-sha256"));

  @TempDir private Path folder;

  /** One authority of the organisation: how it is made, and what it adds. */
  private record Maker(String key, String days, String extensions, List<String> signing) {
    Maker adding(String more) {
      return new Maker(key, days, extensions + more, signing);
    }

    Maker instead(String line, String other) {
      return new Maker(key, days, extensions.replace(line, other), signing);
    }

    Maker key(String other) {
      return new Maker(other, days, extensions, signing);
    }

    Maker days(String other) {
      return new Maker(key, other, extensions, signing);
    }

    Maker signing(String... options) {
      return new Maker(key, days, extensions, List.of(options));
    }
  }

  /** The certificates from the top to ours, and what the refusal says. */
  private record Case(String reason, Maker root, Maker policy, String ours) {}

  @Test
  void eachConstraintOfTheParentsIsChecked() throws Exception {
    CeremonyHome home = new CeremonyHome(folder);
    CeremonyPlan plan =
        home.plan(
            "root.mode = self-signed",
            """
            root.mode = subordinate
            root.request = root.csr
            root.answer = answer.pem
            root.anchor = root-o.pem
            """);
    assertThat(CeremonyHome.hold(plan)).isInstanceOf(KeyCeremony.Outcome.AwaitsAnswer.class);
    for (Case each :
        Stream.of(lengthsAndTimes(), scopes(), strength()).flatMap(List::stream).toList()) {
      answer(each.root(), each.policy(), each.ours());
      assertThat(catchThrowable(() -> CeremonyHome.hold(plan)))
          .as("%s", each)
          .isInstanceOf(CeremonyException.class)
          .hasMessageContaining(each.reason());
    }
    assertThat(home.tokens.get("authority").tool("--list-objects")).doesNotContain("Private Key");

    answer(
        SOUND.key("rsa:3072").signing("-sha256", "-sigopt", "rsa_padding_mode:pss"),
        SOUND.instead("CA:TRUE", "CA:TRUE,pathlen:2").adding(DEMAND + ANY_POLICY),
        OURS + ANY_POLICY);
    assertThat(CeremonyHome.hold(plan)).isInstanceOf(KeyCeremony.Outcome.Held.class);
  }

  private static List<Case> lengthsAndTimes() {
    return List.of(
        new Case("no room for", SOUND.instead("CA:TRUE", "CA:TRUE,pathlen:2"), SOUND, OURS),
        new Case("no room for", SOUND, SOUND.instead("CA:TRUE", "CA:TRUE,pathlen:1"), OURS),
        new Case("no room for", SOUND, SOUND, OURS.replace("CA:TRUE", "CA:TRUE,pathlen:0")),
        new Case("not for a CA", SOUND, SOUND, OURS.replace("CA:TRUE", "CA:FALSE")),
        new Case("is below a certificate that ends", SOUND, SOUND.days("365"), OURS),
        new Case("is below a certificate that ends", SOUND.days("365"), SOUND, OURS));
  }

  private static List<Case> scopes() {
    List<Case> cases = new ArrayList<>();
    for (String constraint :
        List.of(
            "permitted;URI:other.example",
            "excluded;URI:bailiwick.example",
            "excluded;dirName:below",
            "permitted;DNS:corp.example")) {
      String line = "nameConstraints=critical," + constraint + "\n[below]\nDC=example\n";
      cases.add(new Case("name constraints", SOUND, SOUND.adding(line), OURS));
    }
    Maker servers = SOUND.adding("extendedKeyUsage=serverAuth\n");
    cases.add(new Case("extended key usage", SOUND, servers, OURS));
    cases.add(new Case("extended key usage", SOUND, SOUND, OURS + "extendedKeyUsage=clientAuth\n"));
    cases.add(
        new Case("requires policies", SOUND, SOUND.adding(DEMAND + ITS_POLICY), OURS + ITS_POLICY));
    cases.add(new Case("no valid path", SOUND, SOUND.adding(DEMAND + ITS_POLICY), OURS));
    cases.add(new Case("no valid path", SOUND, SOUND, OURS + "1.2.3.4=critical,ASN1:NULL\n"));
    cases.add(new Case("key-usage", SOUND, SOUND, OURS.replace(",cRLSign", "")));
    return cases;
  }

  private static List<Case> strength() {
    Maker pss = SOUND.key("rsa:3072").signing("-sha1", "-sigopt", "rsa_padding_mode:pss");
    return List.of(
        new Case("SHA1", SOUND.signing("-sha1"), SOUND, OURS),
        new Case("RSASSA-PSS", pss, SOUND, OURS),
        new Case("weak key", SOUND.key("rsa:2048"), SOUND, OURS));
  }

  /** Root and policy authority made anew, and our request signed by the latter. */
  private void answer(Maker root, Maker policy, String ours) throws Exception {
    makeKey("root-o", root.key());
    makeKey("policy-o", policy.key());
    extensions("root-o", root.extensions());
    extensions("policy-o", "authorityKeyIdentifier=keyid\n" + policy.extensions());
    extensions("ours", ours);
    openssl(
        "req",
        "-new",
        "-key",
        "root-o.key",
        "-subj",
        "/O=Organisation/CN=Root",
        "-out",
        "root-o.csr");
    openssl(
        "req",
        "-new",
        "-key",
        "policy-o.key",
        "-subj",
        "/O=Organisation/CN=Policy",
        "-out",
        "policy-o.csr");
    sign("root-o", root, List.of("-signkey", "root-o.key"));
    // An authority signs in the way that its own entry says.
    sign(
        "policy-o", root.days(policy.days()), List.of("-CA", "root-o.pem", "-CAkey", "root-o.key"));
    Files.move(folder.resolve("root.csr"), folder.resolve("ours.csr"));
    sign("ours", policy.days("7200"), List.of("-CA", "policy-o.pem", "-CAkey", "policy-o.key"));
    Files.move(folder.resolve("ours.csr"), folder.resolve("root.csr"));
    Files.writeString(
        folder.resolve("answer.pem"),
        Files.readString(folder.resolve("ours.pem"))
            + Files.readString(folder.resolve("policy-o.pem")));
  }

  private void makeKey(String name, String kind) throws Exception {
    if (kind.equals("ec")) {
      openssl(
          "genpkey",
          "-algorithm",
          "EC",
          "-pkeyopt",
          "ec_paramgen_curve:P-256",
          "-out",
          name + ".key");
    } else {
      String bits = "rsa_keygen_bits:" + kind.substring(kind.indexOf(':') + 1);
      openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", bits, "-out", name + ".key");
    }
  }

  private void extensions(String name, String lines) throws Exception {
    Files.writeString(folder.resolve(name + ".cnf"), lines);
  }

  private void sign(String name, Maker signer, List<String> by) throws Exception {
    List<String> command = new ArrayList<>(List.of("x509", "-req", "-in", name + ".csr"));
    command.addAll(by);
    command.addAll(signer.signing());
    command.addAll(
        List.of("-days", signer.days(), "-extfile", name + ".cnf", "-out", name + ".pem"));
    openssl(command.toArray(new String[0]));
  }

  private void openssl(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(command + ": " + output).isZero();
  }
}
