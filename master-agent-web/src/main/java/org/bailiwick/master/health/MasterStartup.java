package org.bailiwick.master.health;

import jakarta.enterprise.context.ApplicationScoped;
import org.bailiwick.node.health.ApplicationStart;

/** Whether the Master Agent has started, without which its checks need nothing. */
@ApplicationScoped
public class MasterStartup extends ApplicationStart {}
