# SPDX-License-Identifier: Apache-2.0
"""Makes and judges the viseme models in config/models: text, speech with phone times, features, network, decoder."""
