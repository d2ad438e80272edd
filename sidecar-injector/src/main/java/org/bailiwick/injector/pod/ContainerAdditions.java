package org.bailiwick.injector.pod;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a container of the pod's own has of the mount and the variables, and lacks. */
final class ContainerAdditions {
  private static final Set<String> VARIABLES =
      Set.of("BAILIWICK_PROXY_SOCKET", "SPIFFE_ENDPOINT_SOCKET");

  private final SidecarParts parts;
  private final boolean isInjected;

  ContainerAdditions(SidecarParts parts, boolean isInjected) {
    this.parts = parts;
    this.isInjected = isInjected;
  }

  /** Refuses a container that has something of ours in another form. */
  void require(JsonObject container, boolean isInit) {
    for (JsonObject mount : PodJson.objects(container, "volumeMounts")) {
      boolean reserved =
          PodGuards.isOurs(mount)
              || PodJson.text(mount, "mountPath")
                  .filter(ContainerAdditions::isInFolder)
                  .isPresent();
      if (reserved && (isInit || !isInjected || !Made.isSame(parts.socketMount(), mount))) {
        throw PodJson.refusal(
            "mount-reserved",
            "Volumes with names that begin with bailiwick- and the folder /run/bailiwick are the"
                + " sidecar's, and a container may not mount them by itself.");
      }
    }
    for (JsonObject device : PodJson.objects(container, "volumeDevices")) {
      if (PodGuards.isOurs(device)) {
        throw PodJson.refusal("mount-reserved", "A container may not use the sidecar's volumes.");
      }
    }
    for (JsonObject variable : PodJson.objects(container, "env")) {
      Optional<String> name = PodJson.text(variable, "name");
      if (name.filter(VARIABLES::contains).isPresent()
          && (isInit || !isInjected || !isMade(variable))) {
        throw PodJson.refusal(
            "variable-reserved",
            "The sidecar injector sets BAILIWICK_PROXY_SOCKET and SPIFFE_ENDPOINT_SOCKET; remove"
                + " them from the container.");
      }
    }
  }

  /** Doubled slashes and dots are not plain, and such a path counts as one of ours. */
  private static boolean isInFolder(String path) {
    String folder = SidecarParts.SOCKET_FOLDER;
    return path.equals(folder)
        || path.startsWith(folder + "/")
        || (path.contains("bailiwick") && (path.contains("//") || path.contains("/.")));
  }

  private boolean isMade(JsonObject variable) {
    return parts.environment().stream().anyMatch(made -> Made.isSame(made, variable));
  }

  boolean lacksMount(JsonObject container) {
    return PodJson.objects(container, "volumeMounts").stream()
        .noneMatch(mount -> Made.isSame(parts.socketMount(), mount));
  }

  /** The variables that it does not have yet. */
  List<JsonObject> missing(JsonObject container) {
    List<JsonObject> found = PodJson.objects(container, "env");
    return parts.environment().stream()
        .filter(made -> found.stream().noneMatch(variable -> Made.isSame(made, variable)))
        .toList();
  }
}
