package org.bailiwick.system.enrolment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bailiwick.contract.testing.DemoShell;

/**
 * A platform that vouches for what runs on it. All that it signs is made by openssl and the shell:
 * keys, certificates, JWT and CMS.
 */
final class Cloud {
  private static final Path ROOT = Path.of(System.getProperty("bailiwick.root"));
  private static final DemoShell SHELL =
      new DemoShell(ROOT.resolve("demo/lib"), List.of("jose"), ROOT, Map.of());

  private final Path folder;
  private final String name;

  /** A signer with a key of this kind and a certificate of its own. */
  Cloud(Path folder, String name, String key) {
    this.folder = folder;
    this.name = name;
    make(folder);
    shell(
        "openssl req -x509 -nodes -newkey \"$1\" -days 3650 -subj \"/O=Cloud/CN=$2\""
            + " -keyout \"$3.key\" -out \"$3.pem\"",
        key,
        name,
        base());
  }

  private Cloud(Path folder, String name) {
    this.folder = folder;
    this.name = name;
  }

  /** A signer certified by this one, for this name of a host. */
  Cloud certifies(String signer, String host) {
    Cloud below = new Cloud(folder, signer);
    shell(
        "openssl req -nodes -newkey rsa:2048 -subj \"/O=Cloud/CN=$1\" -keyout \"$2.key\""
            + " -out \"$2.csr\" && openssl x509 -req -days 30 -in \"$2.csr\" -CA \"$3.pem\""
            + " -CAkey \"$3.key\" -out \"$2.pem\" -extfile <(echo \"subjectAltName=DNS:$4\")",
        signer,
        below.base(),
        base(),
        host);
    return below;
  }

  /** The certificate as the file {@code <name>.pem} of a folder. */
  void trustIn(Path rules) {
    make(rules);
    shell("cp \"$1.pem\" \"$2/\"", base(), rules.toString());
  }

  /** The key set, as JSON. */
  String jwks() {
    return shell("jwks_of_rsa \"$1.key\" \"$2\"", base(), name);
  }

  /** A JWT with these claims, by RS256. */
  String token(String claims) {
    return shell(
        "jws_sign \"$1.key\" RS256 \"{\\\"alg\\\":\\\"RS256\\\",\\\"kid\\\":\\\"$2\\\"}\" \"$3\"",
        base(),
        name,
        claims);
  }

  /** The base64url of a CMS that holds this document; {@code options} change how it is signed. */
  String document(String json, String... options) {
    List<String> arguments = new ArrayList<>(List.of(base(), json));
    arguments.addAll(List.of(options));
    return shell(
        "key=$1 json=$2; shift 2; printf %s \"$json\" | openssl cms -sign -binary -nodetach"
            + " -outform DER -signer \"$key.pem\" -inkey \"$key.key\" \"$@\" | b64url",
        arguments.toArray(String[]::new));
  }

  /** The ten digits by which an attested document answers a nonce of the authority. */
  static String digits(String nonce) {
    return shell(
        "h=$(printf %s \"$1\" | openssl dgst -sha256 -r | head -c 14);"
            + " printf '%010d' $((16#$h % 10000000000))",
        nonce);
  }

  private String base() {
    return folder.resolve(name).toString();
  }

  private static void make(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String shell(String lines, String... arguments) {
    return SHELL.run(lines, arguments);
  }
}
