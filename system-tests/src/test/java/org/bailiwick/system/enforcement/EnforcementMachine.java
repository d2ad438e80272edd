package org.bailiwick.system.enforcement;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bailiwick.system.AgentFolder;
import org.bailiwick.system.NginxServer;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.status.Tool;

/** A machine with an enforcement point and nginx, as their operator sets them up. */
final class EnforcementMachine {
  /** The lines of docs/enforcement-points.md, and what nginx needs beside. */
  private static final String NGINX =
      """
      listen 127.0.0.1:%d ssl;
      ssl_certificate server.pem;
      ssl_certificate_key server.key;
      ssl_verify_client optional_no_ca;
      root www;
      auth_request /enforcement;
      auth_request_set $enforcement_reason $upstream_http_x_reason;
      add_header X-Reason $enforcement_reason always;
      location = /enforcement {
        internal;
        auth_request off;
        proxy_pass http://127.0.0.1:%d/check/shop;
        proxy_pass_request_body off;
        proxy_pass_request_headers off;
        proxy_set_header X-Original-Method $request_method;
        proxy_set_header X-Original-URI $request_uri;
        proxy_set_header X-Client-Cert $ssl_client_escaped_cert;
        proxy_set_header Txn-Token $http_txn_token;
      }
      """;

  private static final Path ROOT = Path.of(System.getProperty("bailiwick.root"));
  private static final Duration SOON = Duration.ofMinutes(1);

  private final Nodes nodes;
  private final Path folder;
  private final AgentFolder service;
  private final int port = Nodes.freePort();
  private final int webPort = Nodes.freePort();
  private Process process;
  private NginxServer nginx;

  EnforcementMachine(Nodes nodes, Path folder, String name) throws IOException {
    this.nodes = nodes;
    this.folder = folder;
    this.service = new AgentFolder(nodes, Files.createDirectories(folder.resolve(name)), name);
    service.enrol("service", "enforcement-point");
    Files.createDirectories(nodes.home().resolve("domain/enforcement-points"));
    Files.writeString(
        nodes.home().resolve("domain/enforcement-points/" + name + ".json"),
        "{\"credential\": \"spiffe://bailiwick.example/service/%s\", \"applications\": [\"shop\"]}"
            .formatted(name));
    Files.write(
        folder.resolve("enforcement-point.properties"),
        List.of(
            "trust-domain=bailiwick.example",
            "authority.url=" + nodes.authority(""),
            "authority.plain-url=" + nodes.plain(""),
            "root-fingerprint=" + nodes.rootFingerprint(),
            "operator-ca=" + operatorCa(),
            "master.url=" + nodes.master(""),
            "listen=127.0.0.1:" + port,
            "closed-after=PT6S"));
  }

  private String operatorCa() {
    return Nodes.read(nodes.home().resolve("domain/bailiwick.properties"))
        .lines()
        .filter(line -> line.startsWith("node.operator-ca="))
        .map(line -> line.substring(line.indexOf('=') + 1))
        .findFirst()
        .orElseThrow();
  }

  /** Starts the enforcement point, and returns when it listens. */
  void start() throws IOException {
    Path log = folder.resolve("enforcement.log");
    ProcessBuilder builder =
        new ProcessBuilder(
                ROOT.resolve("bailiwick").toString(),
                "enforcement-point",
                "run",
                "--settings",
                folder.resolve("enforcement-point.properties").toString(),
                "--folder",
                service.path().toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder
        .environment()
        .putAll(Map.of("BAILIWICK_HOME", nodes.home().toString(), "BAILIWICK_BUILT", "yes"));
    process = builder.start();
    await("enforcement point")
        .atMost(SOON)
        .until(() -> !process.isAlive() || Nodes.read(log).contains("listening port="));
  }

  /** Kills it, as a crash ends it. */
  void kill() throws InterruptedException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor();
  }

  int port() {
    return port;
  }

  int webPort() {
    return webPort;
  }

  AgentFolder service() {
    return service;
  }

  String log() {
    return Nodes.read(folder.resolve("enforcement.log"));
  }

  /** What curl reads at this path of the enforcement point. */
  String told(String path) {
    return Tool.run("curl", "-sS", "http://127.0.0.1:" + port + path).output();
  }

  /** Starts nginx with the lines of docs/enforcement-points.md. */
  void startNginx() throws IOException {
    Path web = Files.createDirectories(folder.resolve("web"));
    Files.createDirectories(web.resolve("www/orders/secret"));
    for (String page : List.of("index.html", "orders/1", "orders/secret/2")) {
      Files.writeString(web.resolve("www/" + page), "served " + page + "\n");
    }
    AgentFolder.openssl(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost -days 2 -addext subjectAltName=IP:127.0.0.1 -keyout KEY -out CERT"
            .replace("KEY", web.resolve("server.key").toString())
            .replace("CERT", web.resolve("server.pem").toString())
            .split(" "));
    nginx = NginxServer.start(web, NGINX.formatted(webPort, port));
    await("nginx").atMost(SOON).until(() -> get("/", List.of()).endsWith("403"));
  }

  /** The reason and the status of a request, as curl has them. */
  String get(String path, AgentFolder agent, String... more) {
    return get(
        path,
        Stream.concat(
                Stream.of(
                    "--cert",
                    agent.path().resolve("chain.pem").toString(),
                    "--key",
                    agent.path().resolve("key.pem").toString()),
                Stream.of(more))
            .toList());
  }

  String get(String path, List<String> more) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "curl",
                "-sSk",
                "--path-as-is",
                "--max-time",
                "20",
                "-o",
                "/dev/null",
                "-w",
                "%header{x-reason} %{http_code}"));
    command.addAll(more);
    command.add("https://127.0.0.1:" + webPort + path);
    return Tool.run(command.toArray(String[]::new)).output();
  }

  /** Ends both. */
  void stop() throws InterruptedException {
    if (nginx != null) {
      nginx.stop();
    }
    if (process != null) {
      kill();
    }
  }
}
