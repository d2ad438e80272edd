package org.bailiwick.master.health;

import jakarta.enterprise.context.ApplicationScoped;
import org.bailiwick.node.health.ApplicationStart;

/** Knows whether the Master Agent has started, so that earlier health checks look up no beans. */
@ApplicationScoped
public class MasterStartup extends ApplicationStart {}
