package org.bailiwick.aca.web.health;

import jakarta.enterprise.context.ApplicationScoped;
import org.bailiwick.node.health.ApplicationStart;

/** Whether the authority has started; until then its health checks look up no other bean. */
@ApplicationScoped
public class AuthorityStartup extends ApplicationStart {}
