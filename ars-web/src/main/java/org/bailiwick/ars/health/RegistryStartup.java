package org.bailiwick.ars.health;

import jakarta.enterprise.context.ApplicationScoped;
import org.bailiwick.node.health.ApplicationStart;

/** Whether the registry has started, without which its checks need nothing. */
@ApplicationScoped
public class RegistryStartup extends ApplicationStart {}
