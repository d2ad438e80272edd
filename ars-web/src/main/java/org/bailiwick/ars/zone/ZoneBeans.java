package org.bailiwick.ars.zone;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.servlet.ServletContext;
import java.util.Map;
import org.bailiwick.ars.ArsSettings;
import org.bailiwick.ars.discovery.AgentDirectory;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.lists.PageTokens;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.settings.Settings;

/** Produces the pages of the zone. */
@ApplicationScoped
class ZoneBeans {
  private static final StructuredLog LOG = StructuredLog.of(ZoneBeans.class);

  /** Reads the settings at the start, so that a fault in them is found then. */
  void start(
      @Observes @Initialized(ApplicationScoped.class) ServletContext web, ZoneSettings zone) {
    LOG.info("zone.origin", Map.of("origin", zone.origin().orElse("is not set")));
  }

  @Produces
  @Singleton
  ZoneSettings settings(ArsSettings settings) {
    return ZoneSettings.read(
        Settings.fromConfig(), settings.component().authority().trust().domain());
  }

  @Produces
  @Singleton
  ZonePages pages(AgentDirectory directory, PageTokens tokens, SteadyTime time, ZoneSettings zone) {
    return new ZonePages(directory, tokens, time, zone, ZonePages.PAGE);
  }
}
