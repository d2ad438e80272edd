package org.bailiwick.master.health;

import jakarta.enterprise.context.ApplicationScoped;
import org.bailiwick.node.health.ApplicationStart;

/**
 * Tells the health checks whether the Master Agent has started; until then they look up no other
 * bean.
 */
@ApplicationScoped
public class MasterStartup extends ApplicationStart {}
