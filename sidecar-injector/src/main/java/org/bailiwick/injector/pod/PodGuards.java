package org.bailiwick.injector.pod;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.bailiwick.injector.policy.SidecarSettings;

/**
 * Refuses pods whose containers could read the sidecar's memory, files or token, or take its place.
 * The profile "baseline" of the Pod Security Standards forbids most of these, too.
 */
final class PodGuards {
  /** Those that "baseline" permits; others lead to the memory or files of other containers. */
  private static final Set<String> CAPABILITIES =
      Set.of(
          "AUDIT_WRITE",
          "CHOWN",
          "DAC_OVERRIDE",
          "FOWNER",
          "FSETID",
          "KILL",
          "MKNOD",
          "NET_BIND_SERVICE",
          "SETFCAP",
          "SETGID",
          "SETPCAP",
          "SETUID",
          "SYS_CHROOT");

  private final SidecarSettings sidecar;

  PodGuards(SidecarSettings sidecar) {
    this.sidecar = sidecar;
  }

  /** Requires that nothing of the pod reaches into the sidecar. */
  void require(JsonObject spec) {
    refuseIf(
        PodJson.text(PodJson.object(spec, "os"), "name").filter("linux"::equals).isEmpty()
            && PodJson.has(spec, "os"),
        "pod-os",
        "The sidecar runs on Linux only.");
    refuseIf(
        PodJson.isTrue(spec, "hostPID") || PodJson.isTrue(spec, "shareProcessNamespace"),
        "pod-process-namespace",
        "A pod with a sidecar may not set hostPID or shareProcessNamespace, by which an agent could"
            + " read the sidecar's memory.");
    refuseIf(
        !PodJson.array(spec, "ephemeralContainers").isEmpty(),
        "pod-ephemeral-containers",
        "A pod cannot be created with ephemeral containers.");
    requireUser(PodJson.object(spec, "securityContext"));
    PodJson.objects(spec, "volumes").forEach(this::requireVolume);
    Stream.of("initContainers", "containers")
        .flatMap(list -> PodJson.objects(spec, list).stream())
        .filter(container -> !isOurs(container))
        .map(container -> PodJson.object(container, "securityContext"))
        .forEach(this::requireContext);
  }

  /** Whether the name is reserved; that such a container is really ours is compared elsewhere. */
  static boolean isOurs(JsonObject part) {
    return PodJson.text(part, "name").filter(n -> n.startsWith(SidecarParts.RESERVED)).isPresent();
  }

  private void requireVolume(JsonObject volume) {
    refuseIf(
        PodJson.has(volume, "hostPath"),
        "pod-host-path",
        "A pod with a sidecar may not have a volume of the kind hostPath, by which an agent could"
            + " read the sidecar's files.");
    if (isOurs(volume)) {
      return;
    }
    boolean isToken =
        PodJson.objects(PodJson.object(volume, "projected"), "sources").stream()
            .map(source -> PodJson.object(source, "serviceAccountToken"))
            .anyMatch(
                token ->
                    PodJson.text(token, "audience")
                        .filter(sidecar.token().audience()::equals)
                        .isPresent());
    refuseIf(
        isToken,
        "pod-token-audience",
        "A pod with a sidecar may not have a service account token for the authority's audience.");
  }

  private void requireContext(JsonObject context) {
    requireUser(context);
    refuseIf(
        PodJson.isTrue(context, "privileged"),
        "pod-privileged",
        "A pod with a sidecar may not have a privileged container.");
    List<JsonValue> added = PodJson.array(PodJson.object(context, "capabilities"), "add");
    boolean permitted =
        added.stream()
            .allMatch(
                item -> item instanceof JsonString name && CAPABILITIES.contains(name.getString()));
    refuseIf(
        !permitted,
        "pod-linux-capability",
        "A container of a pod with a sidecar may add only the Linux capabilities that the profile"
            + " baseline of the Pod Security Standards permits.");
  }

  private void requireUser(JsonObject context) {
    refuseIf(
        context.get("runAsUser") instanceof JsonNumber number
            && number.doubleValue() == sidecar.user(),
        "pod-user",
        "The user " + sidecar.user() + " is the sidecar's; run the agent as another one.");
  }

  private static void refuseIf(boolean fault, String check, String detail) {
    if (fault) {
      throw PodJson.refusal(check, detail);
    }
  }
}
