package org.bailiwick.master.catalogue;

import java.nio.file.Path;
import java.util.Optional;
import org.bailiwick.node.settings.Settings;

/**
 * The operator's reviewed files about work.
 *
 * @param capabilities the catalogue; capabilities need no entry if it is absent
 * @param workflows the named workflows; there are none if it is absent
 */
public record CatalogueSettings(Optional<Path> capabilities, Optional<Path> workflows) {

  /** Reads the settings of the catalogue. */
  public static CatalogueSettings read(Settings settings) {
    return new CatalogueSettings(
        settings.findPath("master.catalogue-folder"), settings.findPath("master.workflows-folder"));
  }
}
