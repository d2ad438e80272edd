package org.bailiwick.system.keycloak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.status.Tool;

/**
 * {@code openssl s_server} as the web server of a client's publisher. A file of its folder is a
 * whole answer with its head.
 */
final class DocumentServer implements AutoCloseable {

  private final Path folder;
  private final int port;
  private final Process process;

  private DocumentServer(Path folder, int port, Process process) {
    this.folder = folder;
    this.port = port;
    this.process = process;
  }

  static DocumentServer start(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("oauth"));
    makeCertificate(folder);
    int port = Nodes.freePort();
    Process process =
        new ProcessBuilder(
                "openssl",
                "s_server",
                "-accept",
                "127.0.0.1:" + port,
                "-cert",
                "root.pem",
                "-key",
                "key.pem",
                "-HTTP")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("s_server.log").toFile())
            .start();
    return new DocumentServer(folder, port, process);
  }

  private static void makeCertificate(Path folder) throws IOException {
    Tool made =
        Tool.run(
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=documents",
            "-addext",
            "subjectAltName=IP:127.0.0.1",
            "-keyout",
            folder.resolve("key.pem").toString(),
            "-out",
            folder.resolve("root.pem").toString());
    if (made.exit() != 0) {
      throw new IOException(made.output());
    }
  }

  /** The root of its certificate. */
  Path root() {
    return folder.resolve("root.pem");
  }

  String url(String path) {
    return "https://127.0.0.1:" + port + path;
  }

  /** Publishes a client's document with this redirect URI. */
  void publish(String path, String redirectUri) throws IOException {
    String answer =
        """
        HTTP/1.1 200 OK
        Content-Type: application/json
        Cache-Control: max-age=1
        Connection: close

        {"client_id": "%s", "client_name": "A program on a desktop",
         "token_endpoint_auth_method": "none", "redirect_uris": ["%s"]}
        """
            .formatted(url(path), redirectUri)
            .replace("\n", "\r\n");
    Files.writeString(folder.resolve("next"), answer);
    Files.move(
        folder.resolve("next"),
        folder.resolve(path.substring(1)),
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** The files for which it was asked. */
  List<String> asked() {
    return Nodes.read(folder.resolve("s_server.log"))
        .lines()
        .filter(line -> line.startsWith("FILE:"))
        .map(line -> line.substring("FILE:".length()))
        .distinct()
        .toList();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
