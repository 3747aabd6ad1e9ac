/** What integration tests share: deployments, clients, tokens, and the server's process. Nothing here sleeps. */
package org.carillon.it.kit;
