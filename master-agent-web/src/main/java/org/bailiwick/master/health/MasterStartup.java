package org.bailiwick.master.health;

import jakarta.enterprise.context.ApplicationScoped;
import org.bailiwick.node.health.ApplicationStart;

/** Whether the Master Agent has started; until then its health checks look up no other bean. */
@ApplicationScoped
public class MasterStartup extends ApplicationStart {}
