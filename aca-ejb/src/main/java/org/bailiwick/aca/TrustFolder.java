package org.bailiwick.aca;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.bailiwick.node.settings.Settings;

/**
 * Folders in which operators say whom the authority trusts, beside device makers and users. Each is
 * a setting, {@code aca.NAME-folder}, and by default lies beside the devices folder.
 */
public enum TrustFolder {
  AWS,
  AZURE,
  CONTAINER_NODES,
  EST,
  HSM_VENDORS,
  OWNERS,
  TPM_VENDORS,
  VERIFIERS,
  WORKLOAD_ISSUERS;

  static Map<TrustFolder, Path> read(Settings settings, Path devices) {
    Map<TrustFolder, Path> paths = new EnumMap<>(TrustFolder.class);
    for (TrustFolder folder : values()) {
      String name = folder.name().toLowerCase(Locale.ROOT).replace('_', '-');
      paths.put(
          folder,
          settings
              .findPath("aca." + name + "-folder")
              .orElseGet(() -> devices.resolveSibling(name)));
    }
    return Map.copyOf(paths);
  }
}
