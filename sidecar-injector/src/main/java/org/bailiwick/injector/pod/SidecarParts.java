package org.bailiwick.injector.pod;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.injector.policy.NamespaceRules;
import org.bailiwick.injector.policy.SidecarSettings;

/** The containers and volumes that a pod gets. */
final class SidecarParts {
  /** The beginning of the names of volumes and containers that no pod may have of its own. */
  static final String RESERVED = "bailiwick-";

  static final String SOCKETS = RESERVED + "sockets";
  static final String SOCKET_FOLDER = "/run/bailiwick";
  static final String PROXY_SOCKET = SOCKET_FOLDER + "/proxy/s";
  static final String WORKLOAD_SOCKET = SOCKET_FOLDER + "/workload/s";
  private static final String CREDENTIAL = RESERVED + "credential";
  private static final String CREDENTIAL_FOLDER = "/run/bailiwick-credential";
  private static final String AGENT_FOLDER = "--folder=" + CREDENTIAL_FOLDER + "/agent";
  private static final String TOKEN = RESERVED + "token";
  private static final String USER_TOKEN = RESERVED + "user-token";
  private static final String RULES = RESERVED + "rules";
  private static final String SECRETS = "/run/secrets/";
  private static final String RULES_FOLDER = "/etc/bailiwick-rules";
  private static final List<String> LISTENS = List.of("/usr/bin/test", "-S", PROXY_SOCKET);

  /** The proxy answers with 503 until the registry has registered the agent. */
  private static final List<String> REGISTERED =
      List.of(
          "/usr/bin/curl",
          "--silent",
          "--show-error",
          "--fail-with-body",
          "--max-time",
          "4",
          "--unix-socket",
          PROXY_SOCKET,
          "http://proxy/v1/ready");

  private static final int ANSWERS_WITHIN_SECONDS = 5;
  private static final int STARTS_WITHIN_SECONDS = 120;
  private static final int READY_SECONDS = 5;

  private final SidecarSettings sidecar;
  private final NamespaceRules rules;
  private final AskedAgent agent;

  SidecarParts(SidecarSettings sidecar, NamespaceRules rules, AskedAgent agent) {
    this.sidecar = sidecar;
    this.rules = rules;
    this.agent = agent;
  }

  /** The init container that enrols, and ends. */
  JsonObject enrolling() {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "agent",
                "enrol",
                "--continue", // a kubelet starts it again after a failure, in the same folder
                AGENT_FOLDER,
                "--name=" + agent.name().orElse("$(BAILIWICK_POD_NAME)"),
                "--owner=" + literal(agent.owner().value()),
                "--locator=https://$(BAILIWICK_POD_IP):" + sidecar.port() + "/work",
                "--profile=" + rules.profile(),
                "--authority=" + sidecar.authority().url(),
                "--plain=" + sidecar.authority().plainUrl(),
                "--root-fingerprint=" + sidecar.authority().rootFingerprint(),
                "--user-token-file=" + SECRETS + USER_TOKEN + "/token",
                "--attestor=oidc-token",
                "--oidc-token-file=" + SECRETS + TOKEN + "/token"));
    for (Capability capability : agent.capabilities()) {
      arguments.add("--capability=" + literal(capability.text()));
    }
    return container(RESERVED + "enrol", arguments).build();
  }

  /** The container that goes on running. */
  JsonObject proxy() {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "agent",
                "proxy",
                AGENT_FOLDER,
                "--rules=" + RULES_FOLDER + "/proxy.json",
                "--socket=" + PROXY_SOCKET,
                "--group=" + sidecar.user()));
    if (sidecar.isWorkloadApi()) {
      arguments.add("--workload-api=" + WORKLOAD_SOCKET);
    }
    sidecar.registry().ifPresent(registry -> arguments.addAll(listing(registry)));
    JsonObjectBuilder made =
        container(RESERVED + "proxy", arguments)
            .add("startupProbe", probe(LISTENS, 1, STARTS_WITHIN_SECONDS))
            .add(
                "readinessProbe",
                probe(sidecar.registry().isPresent() ? REGISTERED : LISTENS, READY_SECONDS, 1));
    return sidecar.isNative() ? made.add("restartPolicy", "Always").build() : made.build();
  }

  private List<String> listing(URI registry) {
    List<String> arguments = new ArrayList<>(List.of("--registry=" + registry));
    AskedWords words = agent.words();
    words.title().ifPresent(text -> arguments.add("--title=" + literal(text)));
    words.description().ifPresent(text -> arguments.add("--description=" + literal(text)));
    words.tags().forEach(tag -> arguments.add("--tag=" + tag));
    return arguments;
  }

  /** Kubernetes expands {@code $(NAME)} in arguments, and makes one dollar of two. */
  static String literal(String text) {
    return text.replace("$", "$$");
  }

  private JsonObjectBuilder container(String name, List<String> arguments) {
    return Json.createObjectBuilder()
        .add("name", name)
        .add("image", sidecar.image())
        .add("imagePullPolicy", "IfNotPresent")
        .add("command", texts(List.of("/usr/bin/bailiwick")))
        .add("args", texts(arguments))
        .add(
            "env",
            Json.createArrayBuilder()
                .add(field("BAILIWICK_POD_NAME", "metadata.name"))
                .add(field("BAILIWICK_POD_IP", "status.podIP"))
                .add(value("BAILIWICK_HOME", CREDENTIAL_FOLDER))
                .add(value("TMPDIR", CREDENTIAL_FOLDER)))
        .add(
            "resources",
            Json.createObjectBuilder()
                .add(
                    "requests", Json.createObjectBuilder().add("cpu", "50m").add("memory", "192Mi"))
                .add("limits", Json.createObjectBuilder().add("memory", "512Mi")))
        .add("securityContext", restricted())
        .add(
            "volumeMounts",
            Json.createArrayBuilder()
                .add(mount(SOCKETS, SOCKET_FOLDER, false))
                .add(mount(CREDENTIAL, CREDENTIAL_FOLDER, false))
                .add(mount(TOKEN, SECRETS + TOKEN, true))
                .add(mount(USER_TOKEN, SECRETS + USER_TOKEN, true))
                .add(mount(RULES, RULES_FOLDER, true)));
  }

  /** The profile "restricted" of the Pod Security Standards, and no writable file system. */
  private JsonObjectBuilder restricted() {
    return Json.createObjectBuilder()
        .add("runAsNonRoot", true)
        .add("runAsUser", sidecar.user())
        .add("runAsGroup", sidecar.user())
        .add("privileged", false)
        .add("allowPrivilegeEscalation", false)
        .add("readOnlyRootFilesystem", true)
        .add("capabilities", Json.createObjectBuilder().add("drop", texts(List.of("ALL"))))
        .add("seccompProfile", Json.createObjectBuilder().add("type", "RuntimeDefault"));
  }

  private static JsonObjectBuilder probe(List<String> command, int seconds, int failures) {
    return Json.createObjectBuilder()
        .add("exec", Json.createObjectBuilder().add("command", texts(command)))
        .add("timeoutSeconds", ANSWERS_WITHIN_SECONDS)
        .add("periodSeconds", seconds)
        .add("failureThreshold", failures);
  }

  /** The volumes. */
  List<JsonObject> volumes() {
    return List.of(
        inMemory(SOCKETS, "1Mi"),
        inMemory(CREDENTIAL, "16Mi"),
        Json.createObjectBuilder()
            .add("name", TOKEN)
            .add(
                "projected",
                Json.createObjectBuilder()
                    .add(
                        "sources",
                        Json.createArrayBuilder()
                            .add(
                                Json.createObjectBuilder()
                                    .add(
                                        "serviceAccountToken",
                                        Json.createObjectBuilder()
                                            .add("audience", sidecar.token().audience())
                                            .add(
                                                "expirationSeconds",
                                                sidecar.token().lifetime().toSeconds())
                                            .add("path", "token")))))
            .build(),
        Json.createObjectBuilder()
            .add("name", USER_TOKEN)
            .add("secret", Json.createObjectBuilder().add("secretName", rules.userToken()))
            .build(),
        Json.createObjectBuilder()
            .add("name", RULES)
            .add("configMap", Json.createObjectBuilder().add("name", rules.rules()))
            .build());
  }

  private static JsonObject inMemory(String name, String most) {
    return Json.createObjectBuilder()
        .add("name", name)
        .add("emptyDir", Json.createObjectBuilder().add("medium", "Memory").add("sizeLimit", most))
        .build();
  }

  /** What the pod's own containers get: where the sockets are. */
  List<JsonObject> environment() {
    JsonObject proxy = value("BAILIWICK_PROXY_SOCKET", PROXY_SOCKET);
    return sidecar.isWorkloadApi()
        ? List.of(proxy, value("SPIFFE_ENDPOINT_SOCKET", "unix://" + WORKLOAD_SOCKET))
        : List.of(proxy);
  }

  /** Read-only: who may write there could put another socket in the place of the sidecar's. */
  JsonObject socketMount() {
    return mount(SOCKETS, SOCKET_FOLDER, true);
  }

  private static JsonObject mount(String volume, String path, boolean readOnly) {
    JsonObjectBuilder made = Json.createObjectBuilder().add("name", volume).add("mountPath", path);
    return readOnly ? made.add("readOnly", true).build() : made.build();
  }

  private static JsonObject value(String name, String value) {
    return Json.createObjectBuilder().add("name", name).add("value", value).build();
  }

  private static JsonObject field(String name, String path) {
    return Json.createObjectBuilder()
        .add("name", name)
        .add(
            "valueFrom",
            Json.createObjectBuilder()
                .add("fieldRef", Json.createObjectBuilder().add("fieldPath", path)))
        .build();
  }

  private static JsonArray texts(List<String> texts) {
    JsonArrayBuilder array = Json.createArrayBuilder();
    texts.forEach(array::add);
    return array.build();
  }
}
