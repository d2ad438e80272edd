package org.bailiwick.system.enrolment;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.nio.file.Path;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Users;

/**
 * Requests of the device rate-finder's agents, which have a bare key each, by openssl and curl; a
 * key is a folder with {@code key.pem} and {@code key.der}.
 */
final class BareRequests {

  private final Nodes nodes;
  private final Outside outside;

  BareRequests(Nodes nodes, Outside outside) {
    this.nodes = nodes;
    this.outside = outside;
  }

  /** A new one in this folder. */
  Path key(Path made) {
    outside.shell("bare_key_make \"$1\"", made.toString());
    return made;
  }

  Path device() {
    return nodes.outside().resolve("device-rate-finder");
  }

  String eat(String nonce) {
    return outside.shell(
        "device_eat \"$1\" \"$2\" acme-os 4.2.0 rate-finder \"$3\"",
        device().toString(),
        nonce,
        nodes.outside().resolveSibling("program").toString());
  }

  /**
   * The statement that the device signs for the key.
   *
   * @param members name, profile, owner and capabilities, as JSON without braces
   */
  String statement(Path agent, String nonce, String eat, String members) {
    return outside.shell(
        """
        bare_key_statement "$1/idevid.key" '"x5c":["'"$(certificate_b64 "$1/idevid.pem")"'"]' "$2" "$4/key.der" "$(printf \
          '"eat_sha256":"%s",%s,"locator":"https://127.0.0.1:7001/work","validation_methods":["mtls"]' \
          "$(printf '%s' "$3" | sha256_b64url)" "$5")"
        """,
        device().toString(), nonce, eat, agent.toString(), members);
  }

  String proof(Path agent, String nonce, String statement) {
    return outside.shell(
        "bare_key_proof \"$1/key.pem\" \"$2\" \"$3\"", agent.toString(), nonce, statement);
  }

  /** The request, to which more may be added. */
  JsonObjectBuilder body(Path agent, String eat, String statement, String proof) {
    return Json.createObjectBuilder()
        .add("statement", statement)
        .add("key", outside.shell("openssl base64 -A -in \"$1/key.der\"", agent.toString()))
        .add("key_proof", proof)
        .add("eat", eat)
        .add("user_token", new Users(nodes).token().compact());
  }

  /** The answer of the authority. */
  String post(JsonObject body) {
    return outside.shell(
        "printf '%s' \"$1\" | curl -sS --cacert \"$2\""
            + " -H 'Content-Type: application/json' --data-binary @- \"$3\"",
        body.toString(),
        nodes.home().resolve("root.pem").toString(),
        nodes.authority("/v1/enrolments").toString());
  }
}
