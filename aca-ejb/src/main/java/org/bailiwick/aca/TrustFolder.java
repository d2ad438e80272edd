package org.bailiwick.aca;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.bailiwick.node.settings.Settings;

/**
 * Folders in which operators say whom the authority trusts. Each is a setting, {@code
 * aca.NAME-folder}; those that need not be set lie beside the devices folder by default.
 */
public enum TrustFolder {
  DEVICES,
  USERS,
  REFERENCE_VALUES,
  AWS,
  AZURE,
  CONTAINER_NODES,
  EST,
  HSM_VENDORS,
  OWNERS,
  TPM_VENDORS,
  VERIFIERS,
  WORKLOAD_ISSUERS;

  static Map<TrustFolder, Path> read(Settings settings) {
    Map<TrustFolder, Path> paths = new EnumMap<>(TrustFolder.class);
    for (TrustFolder folder : values()) {
      String name = folder.name().toLowerCase(Locale.ROOT).replace('_', '-');
      String key = "aca." + name + "-folder";
      paths.put(
          folder,
          switch (folder) {
            case DEVICES, USERS, REFERENCE_VALUES -> settings.path(key);
            default ->
                settings.findPath(key).orElseGet(() -> paths.get(DEVICES).resolveSibling(name));
          });
    }
    return Map.copyOf(paths);
  }
}
