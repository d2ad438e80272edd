package org.bailiwick.system.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.status.Tool;

/**
 * Back ends by other people: the reference server of the Model Context Protocol, an authorization
 * server (oidc-provider), an API that verifies by http-message-signatures and jose, one that
 * verifies by two libraries for AWS signatures, and HAProxy, which asks for a certificate and a
 * password.
 */
final class OutsideBackEnds {
  private static final Path ROOT = Path.of(System.getProperty("bailiwick.root"));
  private static final Path PROGRAMS = ROOT.resolve("system-tests/target/js/backends");
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Path folder;
  private final List<Process> running = new ArrayList<>();
  private final int tools = Nodes.freePort();
  private final int server = Nodes.freePort();
  private final int api = Nodes.freePort();
  private final int proxy = Nodes.freePort();
  private final int aws = Nodes.freePort();

  OutsideBackEnds() throws IOException {
    folder = Files.createTempDirectory("back-ends");
  }

  /**
   * Starts them.
   *
   * @param certificate the broker's
   * @param clients the CA of certificates that HAProxy accepts
   */
  void start(Path certificate, Path clients, String secret) throws IOException {
    Tool installed =
        Tool.run(
            Duration.ofMinutes(5),
            ROOT.resolve("system-tests/src/test/sh/npm-packages.sh").toString(),
            "backends");
    assertThat(installed.exit()).as(installed.output()).isZero();
    Path file = folder.resolve("secret");
    Files.writeString(file, secret);
    node(
        "@modelcontextprotocol/server-everything/dist/index.js",
        tools,
        "listening on port",
        "streamableHttp");
    node("authorization-server.mjs", server, "listening", certificate.toString(), file.toString());
    node("api.mjs", api, "listening", issuer(), certificate.toString(), file.toString());
    node("aws.mjs", aws, "listening", file.toString());
    startProxy(clients, secret);
  }

  private void node(String program, int port, String ready, String... arguments)
      throws IOException {
    boolean installed = program.startsWith("@");
    List<String> command = new ArrayList<>(List.of("node"));
    command.add(PROGRAMS.resolve(installed ? "node_modules/" + program : program).toString());
    if (!installed) {
      command.add(String.valueOf(port));
    }
    command.addAll(List.of(arguments));
    run(command, Map.of("PORT", String.valueOf(port)), "node-" + port, ready);
  }

  /** A certificate for this address, which is its own CA. */
  private void makeCertificate() {
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
            "/CN=orders",
            "-addext",
            "subjectAltName=IP:127.0.0.1",
            "-keyout",
            folder.resolve("tls.key").toString(),
            "-out",
            certificate().toString());
    assertThat(made.exit()).as(made.output()).isZero();
  }

  private void startProxy(Path clients, String secret) throws IOException {
    makeCertificate();
    Path both = folder.resolve("server.pem");
    Files.writeString(both, Nodes.read(certificate()) + Nodes.read(folder.resolve("tls.key")));
    Files.writeString(
        folder.resolve("haproxy.cfg"),
        """
        defaults
          mode http
          timeout client 10s
          timeout server 10s
          timeout connect 5s
        userlist callers
          user broker insecure-password %s
        frontend orders
          bind 127.0.0.1:%d ssl crt %s ca-file %s verify required
          http-request auth realm orders unless { http_auth(callers) }
          http-request return status 200 content-type application/json lf-string '{"issuer": "%%[ssl_c_i_dn(cn)]", "path": "%%[path]"}'
        """
            .formatted(secret, proxy, both, clients));
    run(
        List.of(haproxy(), "-db", "-V", "-f", folder.resolve("haproxy.cfg").toString()),
        Map.of(),
        "haproxy",
        "");
    await("HAProxy").atMost(PATIENCE).until(this::proxyListens);
  }

  private static String haproxy() {
    return Files.exists(Path.of("/usr/sbin/haproxy")) ? "/usr/sbin/haproxy" : "haproxy";
  }

  private boolean proxyListens() {
    try (java.net.Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private void run(List<String> command, Map<String, String> environment, String name, String ready)
      throws IOException {
    Path log = folder.resolve(name + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    running.add(process);
    await(name).atMost(PATIENCE).until(() -> !process.isAlive() || Nodes.read(log).contains(ready));
    assertThat(process.isAlive()).as("%s: %s", name, Nodes.read(log)).isTrue();
  }

  String tools() {
    return "http://127.0.0.1:" + tools + "/mcp";
  }

  String issuer() {
    return "http://127.0.0.1:" + server;
  }

  String api() {
    return "http://127.0.0.1:" + api;
  }

  /** Services that take AWS signatures, and at the path {@code /sts/} one that gives sessions. */
  String aws() {
    return "http://127.0.0.1:" + aws;
  }

  String proxy() {
    return "https://127.0.0.1:" + proxy;
  }

  /** HAProxy's certificate, which is its own CA. */
  Path certificate() {
    return folder.resolve("tls.pem");
  }

  void stop() throws IOException {
    running.forEach(Process::destroyForcibly);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
