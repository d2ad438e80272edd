package org.bailiwick.system.enrolment;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Users;
import org.bailiwick.system.Wire;
import org.bailiwick.system.status.Tool;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A pod enrols by its projected service-account token (R6; threats 2, 4 and 7), by openssl and curl
 * alone. The cluster's keys are the test's own, made by openssl too.
 */
class WorkloadTokenIT {

  private static final String ISSUER = "https://cluster.example";

  @TempDir private Path folder;
  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());
  private final Outside outside = new Outside(nodes, "workload");

  @BeforeEach
  void trustTheCluster() throws IOException {
    Tool.run("openssl", "genrsa", "-out", folder.resolve("cluster.key").toString(), "3072");
    Path authority = nodes.home().resolve("authority");
    String jwks = outside.shell("jwks_of_rsa \"$1\" c1", folder.resolve("cluster.key").toString());
    Files.createDirectories(authority.resolve("workload-issuers"));
    Files.writeString(
        authority.resolve("workload-issuers/cluster.json"),
        """
        {"issuer": "%s", "audience": "%s", "algorithms": ["RS256"], "jwks": %s,
         "required": {"/kubernetes.io/namespace": ["agents"], "/kubernetes.io/serviceaccount/name": ["rate-finder"]},
         "subject": ["/kubernetes.io/pod/uid"]}
        """
            .formatted(ISSUER, nodes.authority(""), jwks));
    Files.writeString(
        authority.resolve("profiles/workload.json"),
        """
        {"name": "workload", "validity": "PT1H", "capabilities": ["fx.rates@1"], "key_algorithms": ["EC_P256"],
         "validation_methods": ["mtls"], "attestors": [["oidc-token"]], "required_status": "none"}
        """);
    sleepUntilRead();
  }

  /** A name of this run's own. */
  private final String suffix = UUID.randomUUID().toString().substring(0, 8);

  @Test
  void aPodGetsACredentialForTheFirstKeyAndNoOther() {
    String pod = UUID.randomUUID().toString();
    String granted = enrol("one", token("agents", "rate-finder", pod), "one");
    assertThat(granted).contains("\"certificate\"").contains("workload-one-");
    Path certificate = folder.resolve("one.pem");
    write(
        certificate,
        Json.createReader(new StringReader(granted)).readObject().getString("certificate"));
    assertThat(
            Tool.run(
                    "openssl",
                    "x509",
                    "-in",
                    certificate.toString(),
                    "-noout",
                    "-ext",
                    "subjectAltName")
                .output())
        .contains("URI:spiffe://");
    assertThat(enrol("one", token("agents", "rate-finder", pod), "one"))
        .contains("\"certificate\"");
    assertThat(enrol("thief", token("agents", "rate-finder", pod), "thief"))
        .contains("urn:bailiwick:problem:evidence-rejected");
  }

  @Test
  void anotherNamespaceAnotherAccountAndAForgedTokenAreRefused() {
    String pod = UUID.randomUUID().toString();
    assertThat(enrol("a", token("other", "rate-finder", pod), "a"))
        .contains("urn:bailiwick:problem:evidence-rejected");
    assertThat(enrol("b", token("agents", "admin", pod), "b"))
        .contains("urn:bailiwick:problem:evidence-rejected");
    Tool.run("openssl", "genrsa", "-out", folder.resolve("cluster.key").toString(), "3072");
    assertThat(enrol("c", token("agents", "rate-finder", pod), "c"))
        .contains("urn:bailiwick:problem:evidence-rejected");
    assertThat(enrol("d", "no token", "d")).contains("urn:bailiwick:problem:evidence-rejected");
  }

  private String token(String namespace, String account, String pod) {
    return outside.shell(
        "pod_token \"$1\" c1 \"$2\" \"$3\" \"$4\" \"$5\" \"$6\"",
        folder.resolve("cluster.key").toString(),
        ISSUER,
        nodes.authority("").toString(),
        namespace,
        account,
        pod);
  }

  /** The authority's answer to curl; the key of that folder is made if it is not there. */
  private String enrol(String key, String token, String agent) {
    return outside.shell(
        """
        folder=$1; [ -f "$folder/key.pem" ] || agent_key_make "$folder" >/dev/null
        statement=$(agent_statement "$folder" "$2" "$3" "$(printf \
          '"profile":"workload","name":"%s","owner":"Treasury","capabilities":["fx.rates@1"],"locator":"https://127.0.0.1:7001/work","validation_methods":["mtls"]' "$4")")
        printf '{"statement":"%s","csr":"%s","user_token":"%s","evidence":[{"type":"oidc-token","value":"%s"}]}' "$statement" \
          "$(openssl base64 -A -in "$folder/request.der")" "$5" "$3" \
          | curl -sS --cacert "$6" -H 'Content-Type: application/json' --data-binary @- "$7"
        """,
        folder.resolve(key).toString(),
        Enrolment.nonce(nodes, wire),
        token,
        "workload-" + agent + "-" + suffix,
        new Users(nodes).token().compact(),
        nodes.home().resolve("root.pem").toString(),
        nodes.authority("/v1/enrolments").toString());
  }

  /** Files of operators count within a second. */
  private static void sleepUntilRead() {
    try {
      Thread.sleep(1500);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
