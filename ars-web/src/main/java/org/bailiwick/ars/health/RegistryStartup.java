package org.bailiwick.ars.health;

import jakarta.enterprise.context.ApplicationScoped;
import org.bailiwick.node.health.ApplicationStart;

/** Whether the registry has started; until then its health checks look up no other bean. */
@ApplicationScoped
public class RegistryStartup extends ApplicationStart {}
