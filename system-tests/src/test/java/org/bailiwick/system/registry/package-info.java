/** The boundary between agent and registry: what registration and reading must refuse, and do. */
package org.bailiwick.system.registry;
