package org.bailiwick.system.enrolment;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.status.Tool;

/**
 * A RATS Verifier as a process of its own (src/test/python/verifier.py: standard library and
 * openssl), with keys and reference values of its own, and what an applicant asks it by curl.
 */
final class OutsideVerifier implements AutoCloseable {
  private static final Path PYTHON =
      Path.of(System.getProperty("bailiwick.root")).resolve("system-tests/src/test/python");
  private static final long CONFIGURATION_MILLIS = 2_000;

  private final Nodes nodes;
  private final Path folder;
  private final Process process;
  private final int port;

  private OutsideVerifier(Nodes nodes, Path folder, Process process, int port) {
    this.nodes = nodes;
    this.folder = folder;
    this.process = process;
    this.port = port;
  }

  /** Makes its keys, endorses the device rate-finder, and serves. */
  static OutsideVerifier start(Nodes nodes, String programDigest) throws IOException {
    Path folder = Files.createDirectories(nodes.outside().resolve("verifier"));
    Path device = nodes.outside().resolve("device-rate-finder/idevid.pem");
    Tool made =
        Tool.run(
            "bash",
            "-ec",
            """
            cd "$0"
            openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout tls.key -out tls.pem -days 30 \
              -subj /CN=verifier -addext subjectAltName=DNS:localhost
            for key in result other; do openssl ecparam -name prime256v1 -genkey -noout -out $key.key; done
            openssl x509 -in "$1" -noout -pubkey > endorsed-1.pem
            """,
            folder.toString(),
            device.toString());
    if (made.exit() != 0) {
      throw new IllegalStateException(made.output());
    }
    Files.writeString(
        folder.resolve("reference.json"), "{\"rate-finder\": \"" + programDigest + "\"}");
    Process process =
        new ProcessBuilder("python3", PYTHON.resolve("verifier.py").toString(), folder.toString())
            .redirectError(folder.resolve("verifier.log").toFile())
            .start();
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    int port = Integer.parseInt(output.readLine());
    return new OutsideVerifier(nodes, folder, process, port);
  }

  /** The URL for this behaviour: sound, hung, forged or stale. */
  String url(String behaviour) {
    return "https://localhost:" + port + "/" + behaviour + "/challenge-response/v1";
  }

  /** Writes the operator's file with these members, and waits until it counts. */
  void trust(String members) {
    try {
      Path file = file();
      Files.createDirectories(file.getParent());
      Files.copy(
          folder.resolve("tls.pem"),
          file.resolveSibling("verifier-ca.pem"),
          StandardCopyOption.REPLACE_EXISTING);
      Path beside = file.resolveSibling("plant.new");
      Files.writeString(
          beside,
          """
          {"verifier_id": {"developer": "https://verifier.example"}, "algorithms": ["ES256"], "jwks": {"keys": [%s]},
           "ca_file": "verifier-ca.pem", %s}
          """
              .formatted(jwk("result.key", "v1"), members));
      Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
      Thread.sleep(CONFIGURATION_MILLIS);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Has the authority ask it for what devices say about themselves. */
  void appoint(String url) {
    trust(
        """
        "url": "%s", "media_types": ["application/eat+jwt", "application/eat+cwt"], "timeout": "PT3S"
        """
            .formatted(url));
  }

  private Path file() {
    return nodes.home().resolve("authority/verifiers/plant.json");
  }

  private String jwk(String key, String kid) {
    return python(
        "import json; print(json.dumps(cose.jwk(sys.argv[2], sys.argv[3])))",
        folder.resolve(key).toString(),
        kid);
  }

  /** Runs lines of Python that have {@code sys} and {@code cose}; arguments are from 2 on. */
  static String python(String lines, String... arguments) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("python3", "-c"));
    command.add("import sys; sys.path.insert(0, sys.argv[1]); import cose\n" + lines.stripIndent());
    command.add(PYTHON.toString());
    command.addAll(List.of(arguments));
    Tool tool = Tool.run(command.toArray(String[]::new));
    if (tool.exit() != 0) {
      throw new IllegalStateException(tool.output());
    }
    return tool.output().strip();
  }

  /** The Verifier's result for an applicant that sends it an EAT for this nonce, by curl. */
  String appraised(String behaviour, String nonce, String eat) {
    Tool asked =
        Tool.run(
            "bash",
            "-euo",
            "pipefail",
            "-c",
            """
            ca=$1 base=$2 nonce=$3 eat=$4
            place=$(curl -sS --cacert "$ca" -X POST -D - -o /dev/null "$base/newSession?nonce=$nonce" | tr -d '\\r' \
              | sed -n 's/^Location: //p')
            curl -sS --cacert "$ca" -H 'Content-Type: application/eat+jwt' --data-binary "$eat" -o /dev/null "$base/$place"
            for try in $(seq 50); do
              session=$(curl -sS --cacert "$ca" "$base/$place")
              case $session in *'"complete"'*) break ;; esac
              sleep 0.1
            done
            sed -n 's/.*"result": "\\([^"]*\\)".*/\\1/p' <<<"$session"
            """,
            "bash",
            folder.resolve("tls.pem").toString(),
            url(behaviour),
            nonce,
            eat);
    return asked.output().strip();
  }

  /** Ends it, so that nobody listens at its port. */
  void stop() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** Takes the trust away too. */
  @Override
  public void close() {
    stop();
    try {
      Files.deleteIfExists(file());
      Thread.sleep(CONFIGURATION_MILLIS);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
