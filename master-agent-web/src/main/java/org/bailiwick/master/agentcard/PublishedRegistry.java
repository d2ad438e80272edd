package org.bailiwick.master.agentcard;

import java.net.URI;
import org.bailiwick.master.MasterSettings;
import org.bailiwick.node.settings.Settings;

/**
 * Where callers find the registry. The Master Agent may use another URL, which leads to the
 * registry of its own process.
 */
public final class PublishedRegistry {
  private PublishedRegistry() {}

  /** The registry's base URL. */
  public static URI url(MasterSettings settings) {
    Settings all = Settings.fromConfig();
    URI published =
        all.optional("ars.base-url")
            .map(any -> all.baseUrl("ars.base-url"))
            .orElse(settings.registryUrl());
    all.done();
    return published;
  }
}
