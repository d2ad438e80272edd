package org.bailiwick.system.status;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Answer;
import org.bailiwick.system.Call;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;

/** One agent's certificate in files, and openssl's and curl's questions about it. */
public final class Questions {

  private final Nodes nodes;
  private final Wire wire;
  private final Path folder;
  private final TestLeaf agent;

  public Questions(Nodes nodes, Wire wire, Path folder) {
    this(nodes, wire, folder, new Enrolment(nodes, wire).granted());
  }

  /** About an agent that has enrolled already. */
  Questions(Nodes nodes, Wire wire, Path folder, TestLeaf agent) {
    this.nodes = nodes;
    this.wire = wire;
    this.folder = folder;
    this.agent = agent;
    write("leaf.pem", Pem.of(agent.certificate()).getBytes(StandardCharsets.US_ASCII));
    write("issuing.pem", Pem.of(agent.chain().getLast()).getBytes(StandardCharsets.US_ASCII));
    write("root.pem", Pem.of(nodes.root()).getBytes(StandardCharsets.US_ASCII));
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  void write(String name, byte[] content) {
    try {
      Files.write(file(name), content);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** {@code openssl ocsp} about this agent; the answer must verify up to the root. */
  public Tool openssl(String... more) {
    return opensslAt(nodes, more);
  }

  /** The same, asked of another authority node. */
  public Tool opensslAt(Nodes responder, String... more) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "openssl",
                "ocsp",
                "-issuer",
                file("issuing.pem").toString(),
                "-CAfile",
                file("root.pem").toString(),
                "-url",
                responder.plain("/ocsp").toString()));
    command.addAll(List.of(more));
    command.addAll(List.of("-cert", file("leaf.pem").toString()));
    return Tool.run(command.toArray(new String[0]));
  }

  /** The request that openssl would send, without nonce. */
  byte[] request() {
    return request("-no_nonce");
  }

  /** The same with a nonce, which wants a fresh answer. */
  public Call freshCall() {
    return Call.post(nodes.plain("/ocsp"), "application/ocsp-request", request("-nonce"));
  }

  private byte[] request(String nonce) {
    Tool.run(
        "openssl",
        "ocsp",
        "-issuer",
        file("issuing.pem").toString(),
        nonce,
        "-cert",
        file("leaf.pem").toString(),
        "-reqout",
        file("request.der").toString());
    try {
      return Files.readAllBytes(file("request.der"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The URL of a GET, with '/', '+' and '=' escaped as in RFC 6960. */
  public String getUrl() {
    String base64 = Base64.getEncoder().encodeToString(request());
    return nodes.plain("/ocsp/" + URLEncoder.encode(base64, StandardCharsets.US_ASCII)).toString();
  }

  /** As the authority's routes name the certificate. */
  public String serial() {
    String serial = agent.certificate().getSerialNumber().toString(16);
    return serial.length() % 2 == 0 ? serial : "0" + serial;
  }

  public void revoke() {
    revocation().expecting(201);
  }

  /** The answer to the order to revoke it. */
  public Answer revocation() {
    return wire.send(
        Call.post(
                nodes.authority("/v1/revocations"),
                "{\"serial\":\"" + serial() + "\",\"reason\":\"key-compromise\"}")
            .as(nodes.operator("officer-1")));
  }

  /** {@code openssl verify} of the path alone. */
  Tool verify() {
    return Tool.run(
        "openssl",
        "verify",
        "-x509_strict",
        "-CAfile",
        file("root.pem").toString(),
        "-untrusted",
        file("issuing.pem").toString(),
        file("leaf.pem").toString());
  }

  /** {@code openssl verify} against the CRL that the certificate itself points to. */
  public Tool verifyByCrl() {
    Tool text = Tool.run("openssl", "x509", "-in", file("leaf.pem").toString(), "-noout", "-text");
    String url =
        text.output()
            .lines()
            .filter(line -> line.contains("URI:http") && line.contains("/crl/"))
            .map(line -> line.substring(line.indexOf("http")).strip())
            .findFirst()
            .orElseThrow();
    Tool.run("curl", "-sSf", "-o", file("crl.der").toString(), url);
    Tool.run(
        "openssl",
        "crl",
        "-inform",
        "DER",
        "-in",
        file("crl.der").toString(),
        "-out",
        file("crl.pem").toString());
    return Tool.run(
        "openssl",
        "verify",
        "-crl_check",
        "-CAfile",
        file("root.pem").toString(),
        "-untrusted",
        file("issuing.pem").toString(),
        "-CRLfile",
        file("crl.pem").toString(),
        file("leaf.pem").toString());
  }
}
