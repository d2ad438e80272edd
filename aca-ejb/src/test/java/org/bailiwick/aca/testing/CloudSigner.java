package org.bailiwick.aca.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A cloud's signer of documents, by openssl: key, certificate and CMS are made outside of us. */
public final class CloudSigner {

  private final Path folder;
  private final String name;

  /** Makes a key, for instance {@code rsa:2048}, with a self-signed certificate. */
  public CloudSigner(Path folder, String name, String key) {
    this.folder = folder;
    this.name = name;
    List<String> command = new ArrayList<>(List.of("openssl", "req", "-x509", "-nodes"));
    command.addAll(List.of("-newkey", key, "-days", "3650", "-subj", "/O=Cloud/CN=" + name));
    command.addAll(List.of("-keyout", file(".key").toString(), "-out", certificate().toString()));
    run(command);
  }

  private CloudSigner(Path folder, String name) {
    this.folder = folder;
    this.name = name;
  }

  /** Makes a key whose certificate, with these lines of extensions, the issuer signs. */
  public static CloudSigner below(CloudSigner issuer, String name, String... extensions) {
    CloudSigner made = new CloudSigner(issuer.folder, name);
    Path request = made.file(".csr");
    Path lines = made.file(".ext");
    try {
      Files.writeString(lines, String.join("\n", extensions) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> command = new ArrayList<>(List.of("openssl", "req", "-nodes", "-newkey"));
    command.addAll(List.of("rsa:2048", "-subj", "/O=Cloud/CN=" + name));
    command.addAll(List.of("-keyout", made.key().toString(), "-out", request.toString()));
    run(command);
    command = new ArrayList<>(List.of("openssl", "x509", "-req", "-days", "365"));
    command.addAll(List.of("-in", request.toString(), "-out", made.certificate().toString()));
    command.addAll(List.of("-CA", issuer.certificate().toString()));
    command.addAll(List.of("-CAkey", issuer.key().toString(), "-extfile", lines.toString()));
    run(command);
    return made;
  }

  public Path certificate() {
    return file(".pem");
  }

  public Path key() {
    return file(".key");
  }

  /** The certificate as the file of this folder. */
  public void trustIn(Path rules) {
    try {
      Files.createDirectories(rules);
      Files.copy(certificate(), rules.resolve(name + ".pem"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The document as signed CMS with its content inside; {@code options} change how. */
  public String sign(String document, String... options) {
    Path content = file(".json");
    Path signed = file(".cms");
    try {
      Files.writeString(content, document);
      List<String> command = new ArrayList<>(List.of("openssl", "cms", "-sign", "-binary"));
      command.addAll(List.of("-in", content.toString(), "-out", signed.toString()));
      command.addAll(List.of("-outform", "DER", "-signer", certificate().toString()));
      command.addAll(List.of("-inkey", key().toString()));
      command.addAll(List.of(options));
      run(command);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(Files.readAllBytes(signed));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a program to its end, which must be good. */
  public static void run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(String.join(" ", command) + " failed: " + output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private Path file(String ending) {
    return folder.resolve(name + ending);
  }
}
