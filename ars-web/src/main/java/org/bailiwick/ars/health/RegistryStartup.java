package org.bailiwick.ars.health;

import jakarta.enterprise.context.ApplicationScoped;
import org.bailiwick.node.health.ApplicationStart;

/** Tells the health checks whether the registry has started; before, they look up no other bean. */
@ApplicationScoped
public class RegistryStartup extends ApplicationStart {}
